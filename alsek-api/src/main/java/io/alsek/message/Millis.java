package io.alsek.message;

import java.time.Duration;
import java.time.Instant;

/** Times as they travel: whole milliseconds, within a range in which nothing overflows. */
final class Millis {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365_000);

    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Millis() {}

    /** Checks that a duration is at least a millisecond, and cuts off what is finer. */
    static Duration positive(String what, Duration duration) {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(what + " must be at least a millisecond, but is " + duration);
        }
        return notNegative(what, duration);
    }

    /** Checks that a duration is not negative, and cuts off what is finer than a millisecond. */
    static Duration notNegative(String what, Duration duration) {
        requireInRange(what, duration);
        return Duration.ofMillis(duration.toMillis());
    }

    /** Checks that a duration is not negative, nor so long that computing with it overflows. */
    static void requireInRange(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + " must not be negative, but is " + duration);
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " must be at most " + LONGEST.toDays() + " days, but is " + duration);
        }
    }

    /** Checks that an instant is in the range, and cuts off what is finer than a millisecond. */
    static Instant floor(String what, Instant instant) {
        if (!isInRange(instant)) {
            throw new IllegalArgumentException(what + " must be between the years 0 and 9999, but is " + instant);
        }
        return Instant.ofEpochMilli(instant.toEpochMilli()); // cheaper than truncatedTo, and on the hot path
    }

    /** As {@link #floor}, but the millisecond after it: for what must not happen early. */
    static Instant ceiling(String what, Instant instant) {
        Instant floor = floor(what, instant);
        return floor.equals(instant) ? floor : floor.plusMillis(1);
    }

    /** {@return a duration in milliseconds and fractions of them} */
    static double fractional(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNano() / 1e6;
    }

    static boolean isInRange(Instant instant) {
        return !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST);
    }
}
