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

    /** Checks the ranges. */
    public Timing {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, but is " + delay);
        }
        if (timeToLive != null && (timeToLive.isNegative() || timeToLive.isZero())) {
            throw new IllegalArgumentException("The time to live must be positive, but is " + timeToLive);
        }
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
