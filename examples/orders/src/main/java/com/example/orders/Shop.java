package com.example.orders;

import static com.example.orders.OrderTasks.ASK_FOR_A_REVIEW;
import static com.example.orders.OrderTasks.MAIL;
import static com.example.orders.OrderTasks.PAY;
import static com.example.orders.OrderTasks.RESERVE;

import io.alsek.Alsek;
import io.alsek.spi.MessageKey;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.task.DuplicateMessageException;
import java.time.Duration;

/** The part of the application that the web pages talk to. */
public final class Shop {

    private final Alsek alsek;

    /** A shop whose tasks are submitted here. */
    public Shop(Alsek alsek) {
        this.alsek = alsek;
    }

    /**
     * Places an order. Placing it again, because a page was sent twice or an answer got lost, does no harm: the number
     * of the order is in the ids of its messages.
     */
    public void place(Order order) {
        String number = order.number();
        once(() -> alsek.submit(RESERVE, order, options -> options.id("reserve-" + number)));
        once(() -> alsek.submit(PAY.then(MAIL), order, options -> options.id("pay-" + number)));
        once(() -> alsek.submit(
                ASK_FOR_A_REVIEW, order, options -> options.id("review-" + number).delay(Duration.ofDays(7))));
    }

    private static void once(Runnable submission) {
        try {
            submission.run();
        } catch (DuplicateMessageException e) {
            // It was submitted before.
        }
    }

    /** Cancels an order, if its payment has not begun; returns whether it did. */
    public boolean cancel(String number) {
        MessageKey payment = new MessageKey(PAY.queue(), "pay-" + number);
        if (alsek.revokeUnlessRunning(payment) != WithdrawOutcome.WITHDRAWN) {
            return false;
        }
        alsek.revoke(new MessageKey(ASK_FOR_A_REVIEW.queue(), "review-" + number));
        return true;
    }
}
