package com.example.orders;

import java.util.Map;
import java.util.TreeMap;

/** A warehouse for tests, with ten of everything. */
final class Warehouse implements Stock {

    private final Map<String, String> reserved = new TreeMap<>();

    @Override
    public int reserve(String orderNumber, String article) {
        reserved.putIfAbsent(orderNumber, article);
        return left(article);
    }

    int left(String article) {
        return 10 - (int) reserved.values().stream().filter(article::equals).count();
    }
}
