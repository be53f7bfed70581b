package io.alsek.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trigger at regular intervals. Its instants lie on a grid: the anchor, and every whole number of intervals before
 * and after it. Without an anchor, a schedule takes the instant at which it was first scheduled, and thus runs for the
 * first time one interval later.
 *
 * <p>Intervals are lengths of time and know no calendar: a day is 24 hours, also when the clocks change. For "every day
 * at three", use {@link Cron}.
 *
 * <p>Jitter delays each run by a part of it, so that many schedules of one interval do not all run at once. It is no
 * random number: it follows from the schedule's name and the instant, so that all schedulers agree. Immutable.
 *
 * @param every the length of the interval, in whole milliseconds
 * @param anchor an instant of the grid; {@code null} = when it is first scheduled
 * @param jitter the most by which a run is delayed; not negative, and shorter than the interval
 */
public record Interval(Duration every, @Nullable Instant anchor, Duration jitter) implements Trigger {

    /** Checks the ranges, and rounds to milliseconds. */
    public Interval {
        every = every.truncatedTo(ChronoUnit.MILLIS);
        jitter = jitter.truncatedTo(ChronoUnit.MILLIS);
        anchor = anchor == null ? null : anchor.truncatedTo(ChronoUnit.MILLIS);
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException(
                    "The interval of a trigger must be at least a millisecond, but is " + every);
        }
        if (jitter.isNegative() || jitter.compareTo(every) >= 0) {
            throw new IllegalArgumentException("The jitter of a trigger must not be negative and be shorter than its"
                    + " interval of " + every + ", or runs would overtake each other; it is " + jitter);
        }
    }

    /** Every so often, counted from when it is first scheduled. */
    public static Interval every(Duration interval) {
        return new Interval(interval, null, Duration.ZERO);
    }

    /** A copy whose grid goes through this instant. */
    public Interval from(Instant newAnchor) {
        return new Interval(every, newAnchor, jitter);
    }

    /** A copy whose runs are delayed by up to this, each by another part of it. */
    public Interval jitter(Duration most) {
        return new Interval(every, anchor, most);
    }

    /** The next instant of the grid, without jitter. Without an anchor, one interval later. */
    @Override
    public Optional<Instant> nextAfter(Instant after) {
        if (anchor == null) {
            return Optional.of(after.truncatedTo(ChronoUnit.MILLIS).plus(every));
        }
        long since = Duration.between(anchor, after).toMillis(); // rounded down, also before the anchor
        long steps = Math.floorDiv(since, every.toMillis()) + 1;
        return Optional.of(anchor.plus(every.multipliedBy(steps)));
    }

    /** By how much the run of an instant is delayed; always the same for the same name and instant. */
    Duration delayOf(String name, Instant instant) {
        if (jitter.isZero()) {
            return Duration.ZERO;
        }
        long mixed = instant.toEpochMilli();
        for (int i = 0; i < name.length(); i++) {
            mixed = mix(mixed + name.charAt(i));
        }
        return Duration.ofMillis(Math.floorMod(mix(mixed), jitter.toMillis() + 1));
    }

    /** Spreads the bits of a number over all of it. */
    private static long mix(long number) {
        long z = number + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** {@return such as {@code every PT10M from 2030-01-01T00:00:00Z, delayed by up to PT1M}} */
    @Override
    public String toString() {
        return "every " + every
                + (anchor == null ? "" : " from " + anchor)
                + (jitter.isZero() ? "" : ", delayed by up to " + jitter);
    }
}
