package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuedMessage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message in the making: ready now, of priority 0 and without expiry unless something else is said. */
record Draft(
        String id,
        String queue,
        String task,
        int priority,
        Instant readyAt,
        @Nullable Instant expiresAt,
        byte[] body) {

    static final String QUEUE = "queue";
    static final String TASK = "task";

    static Draft of(String id, Instant now) {
        return new Draft(id, QUEUE, TASK, 0, now, null, ("body of " + id).getBytes(UTF_8));
    }

    Draft queue(String other) {
        return new Draft(id, other, task, priority, readyAt, expiresAt, body);
    }

    Draft task(String other) {
        return new Draft(id, queue, other, priority, readyAt, expiresAt, body);
    }

    Draft priority(int other) {
        return new Draft(id, queue, task, other, readyAt, expiresAt, body);
    }

    Draft at(Instant due) {
        return new Draft(id, queue, task, priority, due, expiresAt, body);
    }

    /** Due so much later. */
    Draft in(Duration delay) {
        return at(readyAt.plus(delay));
    }

    Draft expiresAt(@Nullable Instant end) {
        return new Draft(id, queue, task, priority, readyAt, end, body);
    }

    Draft body(byte[] other) {
        return new Draft(id, queue, task, priority, readyAt, expiresAt, other);
    }

    MessageKey key() {
        return new MessageKey(queue, id);
    }

    QueuedMessage toMessage() {
        return new QueuedMessage(id, queue, task, priority, readyAt, expiresAt, body);
    }

    @Override
    public String toString() {
        return key() + " (" + task + ", priority " + priority + ", due " + readyAt + ", expires " + expiresAt + ")";
    }
}
