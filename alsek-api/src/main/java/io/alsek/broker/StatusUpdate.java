package io.alsek.broker;

import io.alsek.event.TaskStatus;
import io.alsek.message.Message;
import io.alsek.message.Serializer;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of a message's status, as it is stored and published.
 *
 * @param status the new status
 * @param at when it took effect
 * @param queue the message's queue
 * @param task the message's task
 * @param details more about it, such as progress or the failure; what JSON can express, {@code null} if nothing
 */
public record StatusUpdate(
        TaskStatus status,
        Instant at,
        String queue,
        String task,
        @Nullable Object details) {

    static StatusUpdate of(Message message, TaskStatus status, Instant at, @Nullable Object details) {
        return new StatusUpdate(status, at, message.queue(), message.task(), details);
    }

    byte[] encode() {
        return Serializer.json().serialize(this, StatusUpdate.class);
    }

    static StatusUpdate decode(byte[] bytes) {
        return (StatusUpdate)
                Objects.requireNonNull(Serializer.json().deserialize(bytes, StatusUpdate.class), "a status of null");
    }
}
