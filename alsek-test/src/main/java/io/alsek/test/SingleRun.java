package io.alsek.test;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.FailureNote;
import io.alsek.message.Message;
import io.alsek.spi.Effects;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.task.BoundTask;
import io.alsek.task.CancelReason;
import io.alsek.worker.Handlers;
import io.alsek.worker.Worker;
import io.alsek.worker.WorkerOptions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs one message out of turn. It is queued and claimed like any other, and those before it are put back. */
final class SingleRun {

    private final HarnessParts parts;
    private final BoundTask<?, ?> bound;
    private final AttemptSpec<?> spec;
    private final Broker broker;

    /** Set before its handler begins. */
    private @Nullable Worker worker;

    SingleRun(HarnessParts parts, BoundTask<?, ?> bound, AttemptSpec<?> spec) {
        this.parts = parts;
        this.bound = bound;
        this.spec = spec;
        this.broker = parts.alsek().broker();
    }

    TaskExecution run(Message message) {
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
        Handlers handlers = new Handlers(List.of(cancelled(parts.crank().supervised(bound))));
        try (Worker mine = new Worker(broker, handlers, subscription, options, Runnable::run)) {
            worker = mine;
            prepare(mine, message);
            TaskExecution execution = parts.journal().record(mine.perform(claim(mine, message)));
            parts.journal().throwOffence();
            parts.awaitTracked();
            return execution;
        }
    }

    /** Lets attempts fail and leases run out until it is the turn of the one that is wanted. */
    private void prepare(Worker mine, Message message) {
        for (int failed = 1; failed < spec.attempt(); failed++) {
            Throwable thrown = spec.failure();
            FailureNote note = thrown == null ? null : new FailureNote(ExceptionDetails.of(thrown), broker.now());
            Settlement retry = new Settlement.Retry(
                    claim(mine, message).lease(),
                    broker.now(),
                    message.timing().expiresAt(),
                    note == null ? null : note.encode(),
                    Effects.NONE);
            broker.queues().settle(List.of(retry));
        }
        for (int lost = 1; lost < spec.delivery(); lost++) {
            claim(mine, message);
            parts.faults().expireLeaseOf(message.id());
        }
    }

    private Delivery claim(Worker mine, Message message) {
        long waiting = parts.alsek().queues().counts(message.queue()).ready();
        List<Delivery> claimed = mine.claim((int) Math.max(1, waiting)).deliveries();
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
                    + "; is it delayed, or its queue paused, or does another worker take from it, or was it delivered so"
                    + " often that it is taken for a poison pill?");
        }
        return wanted;
    }

    private <I extends @Nullable Object, O extends @Nullable Object> BoundTask<I, O> cancelled(
            BoundTask<I, O> original) {
        CancelReason reason = spec.cancelReason();
        if (reason == null || original.isAsync()) {
            return original;
        }
        return original.task().handledBy((input, context) -> {
            cancel(reason, context.message());
            return original.start(input, context).toCompletableFuture().join(); // is complete
        });
    }

    private void cancel(CancelReason reason, Message message) {
        switch (reason) {
            case REVOKED -> broker.revoke(new MessageKey(message.queue(), message.id()));
            case TIMEOUT -> clock().advance(message.settings().timeout());
            case LEASE_LOST -> loseLease(message);
            case SHUTDOWN -> running().cancelAll();
        }
    }

    /** Somebody takes the message over, which the next heartbeat notices, and gives it back. */
    private void loseLease(Message message) {
        parts.faults().expireLeaseOf(message.id());
        Delivery takenOver = claim(running(), message);
        clock().advance(parts.lease().dividedBy(3));
        parts.crank().putBack(takenOver);
    }

    private Worker running() {
        return Objects.requireNonNull(worker, "is set before a handler begins");
    }

    private VirtualClock clock() {
        VirtualClock clock = parts.clock();
        if (clock == null) {
            throw new IllegalStateException("Only a harness in virtual time can let a timeout or a lease run out");
        }
        return clock;
    }
}
