package io.alsek.spi;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as a backend sees it: what it needs for ordering and expiry, and an opaque body.
 *
 * @param id unique within the queue while the message is alive, and for the duplicate window after it
 * @param queue the queue that holds it
 * @param task the name of the task that it asks for; workers claim by it
 * @param priority not negative; lower runs first
 * @param readyAt it is not delivered before this instant; in whole milliseconds, as all instants and durations here: the
 *     library hands in no finer ones, and a backend may cut off what is finer
 * @param expiresAt from this instant on it is not run any more but condemned; {@code null} = never
 * @param body opaque bytes, possibly none; neither side may modify the array after handing it over
 */
public record QueuedMessage(
        String id,
        String queue,
        String task,
        int priority,
        Instant readyAt,
        @Nullable Instant expiresAt,
        byte[] body) {

    /** Checks names and priority. */
    public QueuedMessage {
        if (id.isEmpty() || queue.isEmpty() || task.isEmpty()) {
            throw new IllegalArgumentException("A message needs an id, a queue and a task, but has id \"" + id
                    + "\", queue \"" + queue + "\", task \"" + task + "\"");
        }
        if (priority < 0) {
            throw new IllegalArgumentException(
                    "priority must not be negative, but is " + priority + " (message " + queue + "/" + id + ")");
        }
        Objects.requireNonNull(readyAt, "readyAt");
        Objects.requireNonNull(body, "body");
    }

    /** {@return where this message lives} */
    public MessageKey key() {
        return new MessageKey(queue, id);
    }

    /** Two messages are equal when all fields are, the body byte by byte. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueuedMessage that
                && id.equals(that.id)
                && queue.equals(that.queue)
                && task.equals(that.task)
                && priority == that.priority
                && readyAt.equals(that.readyAt)
                && Objects.equals(expiresAt, that.expiresAt)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, queue);
    }

    @Override
    public String toString() {
        return "QueuedMessage[" + queue + "/" + id + ", task=" + task + ", priority=" + priority + ", readyAt="
                + readyAt + ", expiresAt=" + expiresAt + ", " + body.length + " bytes]";
    }
}
