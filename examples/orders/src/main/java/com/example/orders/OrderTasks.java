package com.example.orders;

import io.alsek.message.Backoff;
import io.alsek.task.Task;
import java.time.Duration;

/** The tasks of the shop: shared by those who submit them and those who run them. */
public final class OrderTasks {

    /** Charges the card. */
    public static final Task<Order, Receipt> PAY = Task.named("orders.pay")
            .input(Order.class)
            .output(Receipt.class)
            .queue("payments")
            .retry(5, Backoff.exponential())
            .timeout(Duration.ofSeconds(60))
            .trackStatus()
            .build();

    /** Puts the article aside. */
    public static final Task<Order, Integer> RESERVE = Task.named("orders.reserve")
            .input(Order.class)
            .output(Integer.class)
            .queue("stock")
            .build();

    /** Sends the receipt. */
    public static final Task<Receipt, Void> MAIL = Task.named("orders.mail")
            .input(Receipt.class)
            .queue("mail")
            .retry(3, Backoff.constant(Duration.ofMinutes(5)))
            .build();

    /** Asks the customer, a week later, how it was. */
    public static final Task<Order, Void> ASK_FOR_A_REVIEW = Task.named("orders.review")
            .input(Order.class)
            .queue("mail")
            .build();

    private OrderTasks() {}
}
