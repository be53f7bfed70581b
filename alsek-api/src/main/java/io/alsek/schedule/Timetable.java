package io.alsek.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The instants of one schedule, between its start and its end. Immutable.
 *
 * @param name the schedule's, on which jitter depends
 * @param trigger with an anchor, if it is an interval
 * @param start nothing is before it
 * @param end nothing is after it
 */
record Timetable(
        String name,
        Trigger trigger,
        @Nullable Instant start,
        @Nullable Instant end) {

    private static final Duration FIRST_LOOK_BACK = Duration.ofMinutes(1);
    private static final int LOOK_BACK_FACTOR = 8;

    /** {@return the first instant after another one, without jitter} */
    Optional<Instant> nextAfter(Instant instant) {
        Instant after = start != null && instant.isBefore(start) ? start.minusMillis(1) : instant;
        return trigger.nextAfter(after).filter(next -> end == null || !next.isAfter(end));
    }

    /** {@return when the run of an instant is due, with jitter} */
    Instant dueAt(Instant instant) {
        return trigger instanceof Interval interval ? instant.plus(interval.delayOf(name, instant)) : instant;
    }

    /** {@return the first instant, not before another one, whose run is not due yet} */
    Optional<Instant> firstNotDue(Instant notBefore, Instant now) {
        Instant from = now.minus(jitter()).minusMillis(1);
        Optional<Instant> next = nextAfter(from.isBefore(notBefore) ? notBefore.minusMillis(1) : from);
        while (next.isPresent() && !dueAt(next.get()).isAfter(now)) {
            next = nextAfter(next.get());
        }
        return next;
    }

    /** {@return the latest instants, not before another one, whose runs are due, in order} */
    List<Instant> latestDue(Instant notBefore, Instant now, int most) {
        Duration lookBack = FIRST_LOOK_BACK.plus(jitter());
        while (true) {
            Instant from = now.minus(lookBack);
            boolean all = !from.isAfter(notBefore);
            List<Instant> found = due(all ? notBefore : from, now, most);
            if (all || found.size() == most) {
                return found;
            }
            lookBack = lookBack.multipliedBy(LOOK_BACK_FACTOR);
        }
    }

    private List<Instant> due(Instant notBefore, Instant now, int most) {
        Deque<Instant> latest = new ArrayDeque<>();
        Optional<Instant> next = nextAfter(notBefore.minusMillis(1));
        while (next.isPresent() && !dueAt(next.get()).isAfter(now)) {
            if (latest.size() == most) {
                latest.removeFirst();
            }
            latest.addLast(next.get());
            next = nextAfter(next.get());
        }
        return new ArrayList<>(latest);
    }

    private Duration jitter() {
        return trigger instanceof Interval interval ? interval.jitter() : Duration.ZERO;
    }
}
