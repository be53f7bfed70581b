package io.alsek.schedule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to do about runs that are due already when a scheduler gets to them, since none was at work when they were.
 * Only the latest of them are made up for, at once and in order; the others are left out.
 *
 * @param most how many are made up for at most, 1 to {@value #MOST}
 * @param latest how late a run may be to be made up for; {@code null} = any
 */
public record MissedRuns(int most, @Nullable Duration latest) {

    /** The most runs that can be made up for. */
    public static final int MOST = 1_000;

    private static final Duration PROMPTLY = Duration.ofMinutes(1);

    /** Checks the ranges. */
    public MissedRuns {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException(
                    "The number of missed runs to make up for must be 1 to " + MOST + ", but is " + most);
        }
        if (latest != null && (latest.isNegative() || latest.isZero())) {
            throw new IllegalArgumentException(
                    "The time by which a run may be late must be positive, but is " + latest);
        }
    }

    /** None is made up for: a run that is more than a minute late is left out. */
    public static MissedRuns skip() {
        return new MissedRuns(1, PROMPTLY);
    }

    /** The latest is made up for, however late. This is what schedules do unless told otherwise. */
    public static MissedRuns once() {
        return new MissedRuns(1, null);
    }

    /** All are made up for, but no more than the latest so many. */
    public static MissedRuns all(int bound) {
        return new MissedRuns(bound, null);
    }

    /** A copy that leaves out what is later than this. */
    public MissedRuns within(Duration time) {
        return new MissedRuns(most, time);
    }
}
