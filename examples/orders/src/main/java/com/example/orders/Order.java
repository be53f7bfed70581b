package com.example.orders;

/**
 * What a customer ordered.
 *
 * @param number the number of the order
 * @param email where the receipt goes
 * @param card what is charged
 * @param article what is sent
 * @param cents what it costs
 */
public record Order(String number, String email, String card, String article, long cents) {}
