package io.alsek.test;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.message.Message;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.task.BoundTask;
import io.alsek.worker.Handlers;
import io.alsek.worker.Worker;
import io.alsek.worker.WorkerOptions;
import java.util.List;
import java.util.Set;

/** Runs one message out of turn. It is queued and claimed like any other, and those before it are put back. */
final class SingleRun {

    private final HarnessParts parts;
    private final BoundTask<?, ?> bound;
    private final Broker broker;

    SingleRun(HarnessParts parts, BoundTask<?, ?> bound) {
        this.parts = parts;
        this.bound = bound;
        this.broker = parts.alsek().broker();
    }

    TaskExecution run(Message message, int attempt) {
        if (attempt < 1) {
            throw new IllegalArgumentException("Attempts are counted from 1, but this is to be number " + attempt);
        }
        Submission submission =
                new Submission(Envelope.pack(message), broker.transitions().submitted(message));
        if (broker.queues().submit(List.of(submission)).get(0) != SubmitOutcome.ACCEPTED) {
            throw new IllegalStateException("The id of " + message.summary() + " is taken");
        }
        Subscription subscription = new Subscription.QueuesInOrder(
                List.of(message.queue()),
                Crank.routes(List.of(bound), Set.of(message.settings().mechanism())),
                Subscription.Rotation.STRICT);
        WorkerOptions options = WorkerOptions.named("perform").withLease(parts.lease());
        try (Worker worker = new Worker(
                broker, new Handlers(List.of(parts.crank().supervised(bound))), subscription, options, Runnable::run)) {
            for (int failed = 1; failed < attempt; failed++) {
                Lease lease = claim(worker, message).lease();
                broker.queues()
                        .settle(List.of(new Settlement.Retry(
                                lease, broker.now(), message.timing().expiresAt(), null, Effects.NONE)));
            }
            TaskExecution execution = parts.journal().record(worker.perform(claim(worker, message)));
            parts.journal().throwOffence();
            parts.awaitTracked();
            return execution;
        }
    }

    private Delivery claim(Worker worker, Message message) {
        long waiting = parts.alsek().queues().counts(message.queue()).ready();
        List<Delivery> claimed = worker.claim((int) Math.max(1, waiting)).deliveries();
        Delivery wanted = null;
        for (Delivery delivery : claimed) {
            if (delivery.message().id().equals(message.id())) {
                wanted = delivery;
            } else {
                parts.crank().putBack(delivery);
            }
        }
        if (wanted == null) {
            throw new IllegalStateException("Cannot claim " + message.summary()
                    + "; is its queue paused, or does another worker take from it?");
        }
        return wanted;
    }
}
