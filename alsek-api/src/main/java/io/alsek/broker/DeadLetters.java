package io.alsek.broker;

import io.alsek.event.TaskEvent;
import io.alsek.message.History;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.SerializationException;
import io.alsek.message.Timing;
import io.alsek.spi.Backend;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.Effects;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Replay;
import io.alsek.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages that will not be run any more, each with the reason: to be looked at, replayed or purged.
 *
 * <p>Thread-safe. Methods throw {@link io.alsek.spi.BackendException} when the backend fails.
 */
public final class DeadLetters {

    private static final int PAGE = 500;

    private final DeadLetterStore store;
    private final Broker broker;

    DeadLetters(Backend backend, Broker broker) {
        this.store = backend.deadLetters();
        this.broker = broker;
    }

    /** Looks a dead letter up. */
    public Optional<DeadMessage> find(MessageKey key) {
        return Optional.ofNullable(store.find(List.of(key)).get(key)).map(DeadMessage::of);
    }

    /** {@return whether the message is dead} */
    public boolean contains(MessageKey key) {
        return !store.find(List.of(key)).isEmpty();
    }

    /** Lists all dead letters of a queue, oldest first. For large ones use {@link #browse}. */
    public List<DeadMessage> list(String queue) {
        List<DeadMessage> all = new ArrayList<>();
        Page<DeadMessage> page = browse(queue, null, PAGE);
        all.addAll(page.elements());
        while (page.next() != null) {
            page = browse(queue, page.next(), PAGE);
            all.addAll(page.elements());
        }
        return all;
    }

    /**
     * Lists dead letters of a queue page by page, oldest first.
     *
     * @param from {@link Page#next()} of the page before, or {@code null}
     * @param limit at least 1
     */
    public Page<DeadMessage> browse(String queue, @Nullable String from, int limit) {
        Page<DeadLetter> page = store.browse(queue, from, limit);
        return new Page<>(page.elements().stream().map(DeadMessage::of).toList(), page.next());
    }

    /**
     * Decodes the input of a dead message; {@code null} if its task takes none.
     *
     * @throws IllegalArgumentException if the message is not one of this task
     * @throws SerializationException if the message or its input cannot be decoded
     */
    @SuppressWarnings("unchecked") // it is decoded as the task's own input type
    public <I extends @Nullable Object> @Nullable I input(DeadMessage dead, Task<I, ?> task) {
        Message message = dead.message()
                .orElseThrow(() -> new SerializationException(
                        "The dead message " + dead.key() + " cannot be decoded, so it has no input: " + dead.failure(),
                        null));
        if (!task.allNames().contains(message.task())) {
            throw new IllegalArgumentException(message.summary() + " is not a message of " + task);
        }
        Payload payload = message.payload();
        Payload source = payload == null ? message.lineage().previousResult() : payload;
        return source == null || task.inputType() == Void.class
                ? null
                : (I) broker.environment().serializers().read(source, task.inputType());
    }

    /**
     * Lets a dead message run again, as if it were new: with no failed attempts, and its time to live counted anew.
     *
     * @return whether it was dead
     */
    public boolean replay(MessageKey key) {
        DeadLetter letter = store.find(List.of(key)).get(key);
        return letter != null && replay(letter);
    }

    /** Replays all that is dead in a queue now; returns how many messages that were. */
    public int replayAll(String queue) {
        int replayed = 0;
        for (DeadMessage dead : list(queue)) {
            replayed += replay(dead.letter()) ? 1 : 0;
        }
        return replayed;
    }

    private boolean replay(DeadLetter letter) {
        Instant now = broker.now();
        Replay replay;
        @Nullable Message message = null;
        try {
            Timing old = Envelope.unpack(letter).timing();
            message = Envelope.unpack(letter).toBuilder()
                    .timing(new Timing(old.createdAt(), now, old.delay(), now, old.timeToLive()))
                    .history(History.NONE)
                    .build();
            replay = new Replay(Envelope.pack(message), broker.transitions().submitted(message));
        } catch (SerializationException e) {
            // Undecodable here and now; whoever replays it hopes for a worker that understands it.
            replay = new Replay(readyNow(letter.message(), now), Effects.NONE);
        }
        boolean replayed = store.replay(List.of(replay)).get(0);
        if (replayed && message != null) {
            broker.environment().events().tell(new TaskEvent.Submitted(message, now));
        }
        return replayed;
    }

    private static QueuedMessage readyNow(QueuedMessage dead, Instant now) {
        return new QueuedMessage(
                dead.id(),
                dead.queue(),
                dead.task(),
                dead.priority(),
                now,
                now.plus(Timing.DEFAULT_TIME_TO_LIVE),
                dead.body());
    }

    /** Removes a dead letter for good; returns whether there was one. */
    public boolean purge(MessageKey key) {
        return store.purge(List.of(key)) > 0;
    }

    /** Removes all dead letters of a queue for good; returns how many there were. */
    public int purgeAll(String queue) {
        int purged = 0;
        Page<DeadLetter> page = store.browse(queue, null, PAGE);
        while (!page.elements().isEmpty()) {
            purged += store.purge(page.elements().stream()
                    .map(letter -> letter.message().key())
                    .toList());
            page = store.browse(queue, null, PAGE);
        }
        return purged;
    }
}
