package io.alsek.redis;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Instants as milliseconds since the epoch in 48 bits, which is how they are kept: up to the year 10889. What is finer
 * is rounded up, so that nothing happens too early; what is out of range becomes the nearest value.
 */
final class Millis {

    /** Later than everything. */
    static final long NEVER = (1L << 48) - 1;

    private static final int NANOS = 1_000_000;

    private Millis() {}

    static long of(Instant instant) {
        if (instant.getEpochSecond() < 0) {
            return 0;
        }
        if (instant.getEpochSecond() >= NEVER / 1_000) {
            return NEVER - 1;
        }
        return instant.toEpochMilli() + (instant.getNano() % NANOS == 0 ? 0 : 1);
    }

    static long orNever(@Nullable Instant instant) {
        return instant == null ? NEVER : of(instant);
    }

    static @Nullable Instant orNull(long millis) {
        return millis == NEVER ? null : Instant.ofEpochMilli(millis);
    }

    static long of(Duration duration) {
        if (duration.getSeconds() >= NEVER / 1_000) {
            return NEVER;
        }
        return duration.toMillis() + (duration.getNano() % NANOS == 0 ? 0 : 1);
    }
}
