package com.example.jdbc;

import io.alsek.message.Backoff;
import io.alsek.task.Task;
import java.time.Duration;

/** What the tests run: an order is paid, and then a receipt is sent. */
final class ShopTasks {

    record Order(String number, String card, int cents) {}

    record Receipt(String order, String text) {}

    static final Task<Order, Receipt> PAY = Task.named("pay")
            .input(Order.class)
            .output(Receipt.class)
            .queue("payments")
            .retry(2, Backoff.constant(Duration.ofMinutes(1)))
            .build();

    static final Task<Receipt, Void> MAIL =
            Task.named("mail").input(Receipt.class).queue("mail").build();

    private ShopTasks() {}
}
