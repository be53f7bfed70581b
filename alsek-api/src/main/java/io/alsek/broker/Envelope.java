package io.alsek.broker;

import io.alsek.message.FailureNote;
import io.alsek.message.History;
import io.alsek.message.Mechanism;
import io.alsek.message.Message;
import io.alsek.message.MessageHead;
import io.alsek.message.WireFormat;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/** Between messages as users see them and messages as backends see them. */
public final class Envelope {

    private static final String ASYNC_SUFFIX = "@async";
    private static final String PROCESS_SUFFIX = "@process";

    private Envelope() {}

    /**
     * The name under which messages of a task wait for one kind of pool. Backends know tasks by these names, so that a
     * pool never has to look at messages that are not for it.
     */
    public static String route(String task, Mechanism mechanism) {
        return switch (mechanism) {
            case THREAD -> task;
            case ASYNC -> task + ASYNC_SUFFIX;
            case PROCESS -> task + PROCESS_SUFFIX;
        };
    }

    /** The name of the task whose messages wait under a {@linkplain #route name}. */
    public static String taskOf(String route) {
        if (route.endsWith(ASYNC_SUFFIX)) {
            return route.substring(0, route.length() - ASYNC_SUFFIX.length());
        }
        return route.endsWith(PROCESS_SUFFIX) ? route.substring(0, route.length() - PROCESS_SUFFIX.length()) : route;
    }

    /** The kind of pool that messages which wait under a {@linkplain #route name} are for. */
    public static Mechanism mechanismOf(String route) {
        if (route.endsWith(ASYNC_SUFFIX)) {
            return Mechanism.ASYNC;
        }
        return route.endsWith(PROCESS_SUFFIX) ? Mechanism.PROCESS : Mechanism.THREAD;
    }

    /** Packs a message for a backend. */
    public static QueuedMessage pack(Message message) {
        return new QueuedMessage(
                message.id(),
                message.queue(),
                route(message.task(), message.settings().mechanism()),
                message.priority(),
                message.readyAt(),
                message.timing().expiresAt(),
                WireFormat.encodeBody(message));
    }

    /**
     * Unpacks a message that was claimed.
     *
     * @throws io.alsek.message.SerializationException if its body cannot be decoded
     */
    public static Message unpack(ClaimedMessage claimed) {
        return unpack(claimed.message(), claimed.retries(), claimed.deliveries(), claimed.failure());
    }

    /**
     * Unpacks a message that was found in its queue.
     *
     * @throws io.alsek.message.SerializationException if its body cannot be decoded
     */
    public static Message unpack(StoredMessage stored) {
        return unpack(stored.message(), stored.retries(), stored.deliveries(), stored.failure());
    }

    /**
     * Unpacks a dead letter.
     *
     * @throws io.alsek.message.SerializationException if its body cannot be decoded
     */
    public static Message unpack(DeadLetter letter) {
        return unpack(letter.message(), letter.retries(), letter.deliveries(), letter.failure());
    }

    /**
     * Unpacks a message that was not submitted yet.
     *
     * @throws io.alsek.message.SerializationException if its body cannot be decoded
     */
    public static Message unpack(QueuedMessage queued) {
        return unpack(queued, 0, 0, null);
    }

    private static Message unpack(QueuedMessage queued, int retries, int deliveries, byte @Nullable [] failure) {
        FailureNote note = failure == null ? null : FailureNote.decode(failure);
        return WireFormat.decode(
                head(queued, note),
                new History(retries, deliveries, note == null ? null : note.details()),
                queued.body());
    }

    private static MessageHead head(QueuedMessage queued, @Nullable FailureNote note) {
        return new MessageHead(
                queued.id(), taskOf(queued.task()), queued.queue(), queued.priority(), queued.readyAt(), note);
    }

    /** What can be said of a message whose body cannot be decoded: its head, and defaults. */
    public static Message headOnly(QueuedMessage queued) {
        return Message.builder(queued.id(), taskOf(queued.task()), queued.queue(), queued.readyAt())
                .build();
    }
}
