package io.alsek.task;

import io.alsek.lock.HeldLock;
import io.alsek.message.Mechanism;
import io.alsek.message.Message;
import io.alsek.message.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one message has different from its task. Filled in by the submitter, read once, not thread-safe.
 *
 * <pre>{@code
 * alsek.submit(SEND, mail, options -> options.delay(Duration.ofMinutes(5)).priority(3));
 * }</pre>
 */
public final class SubmitOptions {

    private @Nullable String id;
    private @Nullable String queue;
    private @Nullable Integer priority;
    private @Nullable Duration timeout;
    private @Nullable Mechanism mechanism;
    private @Nullable Boolean mainThread;
    private @Nullable Duration resultTtl;
    private @Nullable Duration delay;
    private @Nullable Instant readyAt;
    private @Nullable Duration timeToLive;
    private @Nullable Object previousResult;
    private @Nullable HeldLock lock;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private List<Message> callbacks = List.of();

    /** Sets the message's id, which is then accepted once; a new one by default. */
    public SubmitOptions id(String messageId) {
        id = Names.check("message id", messageId);
        return this;
    }

    /** Sends the message to another queue. */
    public SubmitOptions queue(String queueName) {
        queue = Names.check("queue name", queueName);
        return this;
    }

    /** Sets the priority: not negative, lower runs first. */
    public SubmitOptions priority(int level) {
        if (level < 0) {
            throw new IllegalArgumentException("priority must not be negative, but is " + level);
        }
        priority = level;
        return this;
    }

    /** Sets how long an attempt may take. */
    public SubmitOptions timeout(Duration limit) {
        timeout = requirePositive("timeout", limit);
        return this;
    }

    /** Sets the kind of pool that runs the message. */
    public SubmitOptions mechanism(Mechanism kind) {
        mechanism = kind;
        return this;
    }

    /** Sets whether the message runs in the pool's main thread. */
    public SubmitOptions mainThread(boolean yes) {
        mainThread = yes;
        return this;
    }

    /** Sets how long the result is kept; only for tasks that store it. */
    public SubmitOptions resultTtl(Duration ttl) {
        resultTtl = requirePositive("resultTtl", ttl);
        return this;
    }

    /** Makes the message ready only after this. Excludes {@link #readyAt}. */
    public SubmitOptions delay(Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, but is " + wait);
        }
        if (readyAt != null) {
            throw new IllegalArgumentException("Give either a delay or an instant of readiness, not both");
        }
        delay = wait;
        return this;
    }

    /** Makes the message ready only at this instant. Excludes {@link #delay}. */
    public SubmitOptions readyAt(Instant instant) {
        if (delay != null) {
            throw new IllegalArgumentException("Give either a delay or an instant of readiness, not both");
        }
        readyAt = instant;
        return this;
    }

    /** Sets how long the message may wait once it is ready, before it is given up as expired. */
    public SubmitOptions timeToLive(Duration limit) {
        timeToLive = requirePositive("timeToLive", limit);
        return this;
    }

    private static Duration requirePositive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, but is " + duration);
        }
        return duration;
    }

    /** Pretends that a message before this one had this result. */
    public SubmitOptions previousResult(Object result) {
        previousResult = result;
        return this;
    }

    /**
     * Gives the message a lock that was acquired. With its acceptance the lock becomes the message's, and it is
     * released with its settlement: when the message is done, fails for good, is revoked or expires, whatever becomes
     * of its workers. Retries keep it. If the message is refused the lock stays with whoever acquired it.
     *
     * @throws IllegalStateException if these options have a lock already
     */
    public SubmitOptions lock(HeldLock held) {
        if (lock != null) {
            throw new IllegalStateException(
                    "The message is linked to the lock \"" + lock.name() + "\" already, so it cannot be linked to \""
                            + held.name() + "\"; to replace it, use lockInstead(…)");
        }
        return lockInstead(held);
    }

    /** The same, and replaces a lock given before. */
    public SubmitOptions lockInstead(HeldLock held) {
        lock = held;
        return this;
    }

    /** Adds a note of the submitter's own; a value that JSON can express. */
    public SubmitOptions metadata(String key, Object value) {
        metadata.put(Names.check("metadata key", key), value);
        return this;
    }

    /** Adds notes of the submitter's own. */
    public SubmitOptions metadata(Map<String, ?> notes) {
        notes.forEach(this::metadata);
        return this;
    }

    /**
     * Submits these messages, one after the other's success, once this one has succeeded; a second call replaces the
     * messages of the first. They must have been generated, but not submitted. Each has the priority, queue and other
     * settings with which it was generated, whatever those of the message before it are, and queues behind what is
     * ready when it is submitted.
     *
     * @throws IllegalArgumentException if there is more than one and one of them has a callback of its own already
     */
    public SubmitOptions callback(Message... messages) {
        for (Message message : messages) {
            if (messages.length > 1 && message.lineage().callback() != null) {
                throw new IllegalArgumentException("The callback " + message.summary()
                        + " already has a callback of its own; give one message that has callbacks nested in it,"
                        + " or a list of messages that have none");
            }
        }
        callbacks = List.of(messages);
        return this;
    }

    /** {@return the id asked for} */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** {@return the queue asked for} */
    public Optional<String> queue() {
        return Optional.ofNullable(queue);
    }

    /** {@return the priority asked for} */
    public Optional<Integer> priority() {
        return Optional.ofNullable(priority);
    }

    /** {@return the timeout asked for} */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** {@return the mechanism asked for} */
    public Optional<Mechanism> mechanism() {
        return Optional.ofNullable(mechanism);
    }

    /** {@return whether the main thread was asked for} */
    public Optional<Boolean> mainThread() {
        return Optional.ofNullable(mainThread);
    }

    /** {@return the result TTL asked for} */
    public Optional<Duration> resultTtl() {
        return Optional.ofNullable(resultTtl);
    }

    /** {@return the delay asked for} */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }

    /** {@return the instant asked for} */
    public Optional<Instant> readyAt() {
        return Optional.ofNullable(readyAt);
    }

    /** {@return the time to live asked for} */
    public Optional<Duration> timeToLive() {
        return Optional.ofNullable(timeToLive);
    }

    /** {@return the pretended result} */
    public Optional<Object> previousResult() {
        return Optional.ofNullable(previousResult);
    }

    /** {@return the lock given} */
    public Optional<HeldLock> lock() {
        return Optional.ofNullable(lock);
    }

    /** {@return the notes; live} */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /** {@return the callbacks in order} */
    public List<Message> callbacks() {
        return callbacks;
    }
}
