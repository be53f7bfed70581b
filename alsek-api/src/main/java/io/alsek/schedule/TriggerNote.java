package io.alsek.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a trigger is stored: the fields of one kind are there, the others are not. */
record TriggerNote(
        @Nullable String cron,
        @Nullable String zone,
        @Nullable Duration every,
        @Nullable Instant anchor,
        @Nullable Duration jitter,
        @Nullable Instant once) {

    static TriggerNote of(Trigger trigger) {
        if (trigger instanceof Cron cron) {
            return new TriggerNote(cron.expression(), cron.zone().getId(), null, null, null, null);
        }
        if (trigger instanceof Interval interval) {
            return new TriggerNote(null, null, interval.every(), interval.anchor(), interval.jitter(), null);
        }
        return new TriggerNote(null, null, null, null, null, ((Once) trigger).instant());
    }

    Trigger toTrigger() {
        if (cron != null) {
            return zone == null ? Cron.of(cron) : Cron.of(cron).in(zone);
        }
        if (every != null) {
            return new Interval(every, anchor, jitter == null ? Duration.ZERO : jitter);
        }
        if (once != null) {
            return Once.at(once);
        }
        throw new IllegalArgumentException("it has a trigger of a kind that this version does not know");
    }
}
