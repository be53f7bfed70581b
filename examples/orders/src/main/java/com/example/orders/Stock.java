package com.example.orders;

/** The warehouse. */
public interface Stock {

    /** Puts an article aside for an order, once for each order; returns how many are left. */
    int reserve(String orderNumber, String article);
}
