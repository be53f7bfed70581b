package io.alsek.schedule;

import io.alsek.time.Recurrence;
import java.time.Duration;
import java.time.Instant;

/**
 * When something is to be run: by the calendar ({@link Cron}), at regular intervals ({@link Interval}), or once
 * ({@link Once}). Immutable; two triggers are equal if they say the same in the same words.
 */
public sealed interface Trigger extends Recurrence permits Cron, Interval, Once {

    /** By the calendar in UTC, such as {@code "0 3 * * MON-FRI"}; see {@link Cron#of(String)}. */
    static Cron cron(String expression) {
        return Cron.of(expression);
    }

    /** At regular intervals; see {@link Interval#every(Duration)}. */
    static Interval every(Duration interval) {
        return Interval.every(interval);
    }

    /** Once; see {@link Once#at(Instant)}. */
    static Once once(Instant instant) {
        return Once.at(instant);
    }
}
