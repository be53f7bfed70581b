package io.alsek.message;

import java.time.Duration;
import java.util.Map;

/**
 * How a message is to be run.
 *
 * @param priority not negative; lower runs first
 * @param timeout how long an attempt may take, positive
 * @param mechanism the kind of pool that runs it
 * @param mainThread whether it runs in the pool's main thread, where no timeout is enforced
 * @param backoff how long to wait after a failure
 * @param tracking what is kept
 * @param metadata the submitter's own notes; values that JSON can express, in the types in which it reads them: a long
 *     that fits becomes an {@link Integer}, a float a {@link Double}, a set a list
 */
public record MessageSettings(
        int priority,
        Duration timeout,
        Mechanism mechanism,
        boolean mainThread,
        BackoffSettings backoff,
        Tracking tracking,
        Map<String, Object> metadata) {

    /** One hour. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

    /** Priority 0, one hour, in a thread, exponential backoff, nothing kept. */
    public static final MessageSettings DEFAULT = new MessageSettings(
            0, DEFAULT_TIMEOUT, Mechanism.THREAD, false, Backoff.exponential().settings(), Tracking.NONE, Map.of());

    /** Checks the ranges; copies the metadata and settles the types of its values. */
    public MessageSettings {
        if (priority < 0) {
            throw new IllegalArgumentException("priority must not be negative, but is " + priority);
        }
        timeout = Millis.positive("timeout", timeout);
        metadata = Metadata.of(metadata);
    }
}
