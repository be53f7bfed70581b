package com.example.orders;

/** What the customer gets once the card was charged. */
public record Receipt(String orderNumber, String email, String chargeId) {}
