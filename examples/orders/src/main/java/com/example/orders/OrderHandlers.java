package com.example.orders;

import io.alsek.task.BoundTask;
import io.alsek.task.TaskContext;
import java.io.IOException;

/** What the workers of the shop do. Each effect has a key, so that doing it again does no harm. */
public final class OrderHandlers {

    private final Payments payments;
    private final Stock stock;
    private final Mailer mailer;

    /** Handlers that use these. */
    public OrderHandlers(Payments payments, Stock stock, Mailer mailer) {
        this.payments = payments;
        this.stock = stock;
        this.mailer = mailer;
    }

    /** All tasks with their handlers, for a worker pool, a harness or a simulation. */
    public BoundTask<?, ?>[] all() {
        return new BoundTask<?, ?>[] {
            OrderTasks.PAY.handledBy(this::pay),
            OrderTasks.RESERVE.handledBy((order, context) -> stock.reserve(order.number(), order.article())),
            OrderTasks.MAIL.handledBy(this::mail),
            OrderTasks.ASK_FOR_A_REVIEW.handledBy(this::askForAReview)
        };
    }

    private Receipt pay(Order order, TaskContext context) {
        String charge = payments.charge(context.message().id(), order.card(), order.cents());
        return new Receipt(order.number(), order.email(), charge);
    }

    private Void mail(Receipt receipt, TaskContext context) throws IOException {
        mailer.send(context.message().id(), receipt.email(), "Your receipt: " + receipt.chargeId());
        return null;
    }

    private Void askForAReview(Order order, TaskContext context) throws IOException {
        mailer.send(context.message().id(), order.email(), "How do you like your " + order.article() + "?");
        return null;
    }
}
