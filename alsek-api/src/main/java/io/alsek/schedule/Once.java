package io.alsek.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A trigger for one instant. Immutable.
 *
 * @param instant when, in whole milliseconds
 */
public record Once(Instant instant) implements Trigger {

    /** Rounds up to milliseconds, so that nothing runs early. */
    public Once {
        Instant whole = instant.truncatedTo(ChronoUnit.MILLIS);
        instant = whole.equals(instant) ? whole : whole.plusMillis(1);
    }

    /** At this instant. */
    public static Once at(Instant instant) {
        return new Once(instant);
    }

    @Override
    public Optional<Instant> nextAfter(Instant after) {
        return instant.isAfter(after) ? Optional.of(instant) : Optional.empty();
    }

    /** {@return such as {@code once at 2030-01-01T00:00:00Z}} */
    @Override
    public String toString() {
        return "once at " + instant;
    }
}
