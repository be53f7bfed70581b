package io.alsek.message;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When things happened to a message, and when they are to happen.
 *
 * @param createdAt when it was made
 * @param updatedAt when it last changed: made, or failed
 * @param delay how long after its making it becomes ready; not negative, and zero if an instant was given instead
 * @param readyAt it does not run before this; of the current attempt
 * @param timeToLive how long after {@code readyAt} it may still be started; {@code null} = for ever
 */
public record Timing(
        Instant createdAt,
        Instant updatedAt,
        Duration delay,
        Instant readyAt,
        @Nullable Duration timeToLive) {

    /** Seven days. */
    public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofDays(7);

    /** Checks the ranges, and rounds to milliseconds so that nothing runs early. */
    public Timing {
        createdAt = Millis.floor("createdAt", createdAt);
        updatedAt = Millis.floor("updatedAt", updatedAt);
        delay = Millis.notNegative("delay", delay);
        readyAt = Millis.ceiling("readyAt", readyAt);
        timeToLive = timeToLive == null ? null : Millis.positive("timeToLive", timeToLive);
    }

    /** {@return from when on it must not be started any more; {@code null} = never} */
    public @Nullable Instant expiresAt() {
        return expiryOf(readyAt);
    }

    /** {@return from when on it must not be started any more, were it ready at the given instant} */
    public @Nullable Instant expiryOf(Instant readiness) {
        return timeToLive == null ? null : readiness.plus(timeToLive);
    }
}
