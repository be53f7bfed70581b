package io.alsek.memory;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Instants as milliseconds since the epoch, which is how they are kept here. What is finer is rounded up, so that
 * nothing happens too early; what is out of range becomes the nearest value.
 */
final class Millis {

    /** Later than everything. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long LAST_SECOND = Long.MAX_VALUE / 1_000 - 1;
    private static final int NANOS = 1_000_000;

    private Millis() {}

    static long of(Instant instant) {
        if (instant.getEpochSecond() > LAST_SECOND) {
            return NEVER;
        }
        if (instant.getEpochSecond() < -LAST_SECOND) {
            return -NEVER;
        }
        return instant.toEpochMilli() + (instant.getNano() % NANOS == 0 ? 0 : 1);
    }

    static long orNever(@Nullable Instant instant) {
        return instant == null ? NEVER : of(instant);
    }

    static @Nullable Instant orNull(long millis) {
        return millis == NEVER ? null : Instant.ofEpochMilli(millis);
    }

    /** {@return the instant a positive duration after another} */
    static long after(long now, Duration duration) {
        if (duration.getSeconds() > LAST_SECOND) {
            return NEVER;
        }
        long sum = now + duration.toMillis() + (duration.getNano() % NANOS == 0 ? 0 : 1);
        return sum < now ? NEVER : sum;
    }
}
