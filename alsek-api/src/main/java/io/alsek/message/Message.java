package io.alsek.message;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work: a task by name, its input and how it is to be run. Immutable; changes are made by copy.
 *
 * <p>A message is what a producer submits and what a worker gets to see. What changes while it waits (retries,
 * deliveries, failures) is in {@link #history()}.
 */
public final class Message {

    private final String id;
    private final String task;
    private final String queue;
    private final @Nullable Payload payload;
    private final MessageSettings settings;
    private final Timing timing;
    private final Lineage lineage;
    private final @Nullable LinkedLock linkedLock;
    private final History history;

    private Message(Builder builder) {
        id = Names.check("message id", builder.id);
        task = Names.check("task name", builder.task);
        queue = Names.check("queue name", builder.queue);
        payload = builder.payload;
        settings = builder.settings;
        timing = builder.timing;
        lineage = builder.lineage;
        linkedLock = builder.linkedLock;
        history = builder.history;
    }

    /** Begins a message that is ready at {@code now}, with default settings and without input. */
    public static Builder builder(String id, String task, String queue, Instant now) {
        return new Builder(id, task, queue, now);
    }

    /** Begins a copy: all fields as here, ready to be changed. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** {@return the id, unique in the queue} */
    public String id() {
        return id;
    }

    /** {@return the name of the task that is to be run} */
    public String task() {
        return task;
    }

    /** {@return the queue in which it waits} */
    public String queue() {
        return queue;
    }

    /** {@return the encoded input; {@code null} if the result of the message before it is to be the input} */
    public @Nullable Payload payload() {
        return payload;
    }

    /** {@return how it is to be run} */
    public MessageSettings settings() {
        return settings;
    }

    /** {@return when it was made and when it may run} */
    public Timing timing() {
        return timing;
    }

    /** {@return where it comes from and what comes after it} */
    public Lineage lineage() {
        return lineage;
    }

    /** {@return the lock that it holds until it is settled; {@code null} = none} */
    public @Nullable LinkedLock linkedLock() {
        return linkedLock;
    }

    /** {@return what happened to it so far} */
    public History history() {
        return history;
    }

    /** {@return its priority; lower runs first} */
    public int priority() {
        return settings.priority();
    }

    /** {@return when it may run} */
    public Instant readyAt() {
        return timing.readyAt();
    }

    /** {@return whether it may run at {@code now}} */
    public boolean isReady(Instant now) {
        return !now.isBefore(timing.readyAt());
    }

    /** {@return how long from {@code now} until it may run; zero if it already may} */
    public Duration timeToReady(Instant now) {
        return isReady(now) ? Duration.ZERO : Duration.between(now, timing.readyAt());
    }

    /** {@return the first message of its chain: its progenitor's id, or its own} */
    public String progenitorOrSelf() {
        String progenitor = lineage.progenitorId();
        return progenitor == null ? id : progenitor;
    }

    /** {@return the ids of all messages that follow from it, in the order in which they run} */
    public List<String> descendantIds() {
        List<String> ids = new ArrayList<>();
        for (Message next = lineage.callback(); next != null; next = next.lineage.callback()) {
            ids.add(next.id);
        }
        return List.copyOf(ids);
    }

    /** {@return one line for people: id, queue and task} */
    public String summary() {
        return "Message(id='" + id + "', queue='" + queue + "', task='" + task + "')";
    }

    /** A copy under a new id, ready when this one is. Nothing has happened to it yet, and it holds no lock. */
    public Message duplicate(String newId) {
        return toBuilder()
                .id(newId)
                .linkedLock(null)
                .history(History.NONE)
                .timing(new Timing(
                        timing.createdAt(), timing.createdAt(), timing.delay(), timing.readyAt(), timing.timeToLive()))
                .build();
    }

    /**
     * A copy with more metadata; what is there under the same name is replaced.
     *
     * @throws IllegalArgumentException if there is nothing to add
     */
    public Message withMetadata(Map<String, ?> more) {
        if (more.isEmpty()) {
            throw new IllegalArgumentException("There is no metadata to add to " + summary());
        }
        Map<String, Object> merged = new LinkedHashMap<>(settings.metadata());
        merged.putAll(more);
        return toBuilder().metadata(merged).build();
    }

    /** A copy that has failed once more, at {@code now}, and is due again at {@code readyAt}. */
    public Message afterFailure(ExceptionDetails failure, Instant now, Instant readyAt) {
        return toBuilder()
                .history(new History(history.retries() + 1, 0, failure))
                .timing(new Timing(timing.createdAt(), now, timing.delay(), readyAt, timing.timeToLive()))
                .build();
    }

    /** Messages are equal when all fields are, down to the last callback. */
    @Override
    public boolean equals(@Nullable Object other) {
        Message left = this;
        Message right = other instanceof Message that ? that : null;
        // A loop, since a long chain would overflow the stack.
        while (left != null && right != null) {
            if (left == right) {
                return true;
            }
            if (!left.equalsButForCallback(right)) {
                return false;
            }
            left = left.lineage.callback();
            right = right.lineage.callback();
        }
        return left == right;
    }

    private boolean equalsButForCallback(Message that) {
        return id.equals(that.id)
                && task.equals(that.task)
                && queue.equals(that.queue)
                && Objects.equals(payload, that.payload)
                && settings.equals(that.settings)
                && timing.equals(that.timing)
                && lineage.withCallback(null).equals(that.lineage.withCallback(null))
                && Objects.equals(linkedLock, that.linkedLock)
                && history.equals(that.history);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, queue);
    }

    /** All that is worth knowing, for people. */
    @Override
    public String toString() {
        return "Message[id=" + id + ", task=" + task + ", queue=" + queue + ", input="
                + (payload == null ? "<previous result>" : payload) + ", " + settings + ", " + timing + ", " + lineage
                + (linkedLock == null ? "" : ", " + linkedLock) + ", " + history + "]";
    }

    /** Makes a message. Not thread-safe. */
    public static final class Builder {

        private String id;
        private String task;
        private String queue;
        private @Nullable Payload payload;
        private MessageSettings settings = MessageSettings.DEFAULT;
        private Timing timing;
        private Lineage lineage = Lineage.NONE;
        private @Nullable LinkedLock linkedLock;
        private History history = History.NONE;

        private Builder(String id, String task, String queue, Instant now) {
            this.id = id;
            this.task = task;
            this.queue = queue;
            this.timing = new Timing(now, now, Duration.ZERO, now, Timing.DEFAULT_TIME_TO_LIVE);
        }

        private Builder(Message original) {
            id = original.id;
            task = original.task;
            queue = original.queue;
            payload = original.payload;
            settings = original.settings;
            timing = original.timing;
            lineage = original.lineage;
            linkedLock = original.linkedLock;
            history = original.history;
        }

        /** Sets the id. */
        public Builder id(String newId) {
            id = newId;
            return this;
        }

        /** Sets the task's name. */
        public Builder task(String newTask) {
            task = newTask;
            return this;
        }

        /** Sets the queue. */
        public Builder queue(String newQueue) {
            queue = newQueue;
            return this;
        }

        /** Sets the encoded input; {@code null} = the result of the message before it. */
        public Builder payload(@Nullable Payload newPayload) {
            payload = newPayload;
            return this;
        }

        /** Sets how it is to be run. */
        public Builder settings(MessageSettings newSettings) {
            settings = newSettings;
            return this;
        }

        /** Replaces the metadata among the settings. */
        public Builder metadata(Map<String, Object> metadata) {
            settings = new MessageSettings(
                    settings.priority(),
                    settings.timeout(),
                    settings.mechanism(),
                    settings.mainThread(),
                    settings.backoff(),
                    settings.tracking(),
                    metadata);
            return this;
        }

        /** Sets the times. */
        public Builder timing(Timing newTiming) {
            timing = newTiming;
            return this;
        }

        /** Sets where it comes from and what comes after it. */
        public Builder lineage(Lineage newLineage) {
            lineage = newLineage;
            return this;
        }

        /** Sets the lock that it is to hold; {@code null} = none. A lock must be linked to the message to be held. */
        public Builder linkedLock(@Nullable LinkedLock lock) {
            linkedLock = lock;
            return this;
        }

        /** Sets what happened to it. */
        public Builder history(History newHistory) {
            history = newHistory;
            return this;
        }

        /** Checks the names and makes the message. */
        public Message build() {
            return new Message(this);
        }
    }
}
