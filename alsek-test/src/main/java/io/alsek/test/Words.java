package io.alsek.test;

import io.alsek.event.TaskEvent;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.worker.Outcome;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How things are put in dumps and failure messages. */
final class Words {

    private Words() {}

    static String of(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded succeeded) {
            return "succeeded with " + quoted(succeeded.result());
        }
        if (outcome instanceof Outcome.Retried retried) {
            return "failed with " + of(retried.failure()) + ", to be retried at " + retried.readyAt();
        }
        if (outcome instanceof Outcome.Failed failed) {
            return "failed for good (" + failed.reason() + ") with " + of(failed.failure());
        }
        if (outcome instanceof Outcome.Discarded discarded) {
            return "was discarded (" + discarded.reason() + ")";
        }
        return "was given back";
    }

    static String of(Throwable thrown) {
        String text = thrown.getMessage();
        return thrown.getClass().getName() + (text == null ? "" : ": " + text);
    }

    static String of(TaskEvent event) {
        String what = event.getClass().getSimpleName() + " " + event.message().summary();
        if (event instanceof TaskEvent.Failed failed) {
            return what + ": " + failed.reason() + ", " + failed.failure().summary();
        }
        if (event instanceof TaskEvent.Retrying retrying) {
            return what + " at " + retrying.readyAt();
        }
        return event instanceof TaskEvent.Started started ? what + " on " + started.worker() : what;
    }

    static String inputOf(Message message) {
        Payload payload = message.payload();
        return payload == null ? "<the result before it>" : payload.toString();
    }

    static String quoted(@Nullable Object value) {
        if (value instanceof Duration duration) {
            return span(duration);
        }
        return value instanceof CharSequence text ? "\"" + text + "\"" : String.valueOf(value);
    }

    /** Which components of two records of one kind differ, as the end of a sentence; empty if they are not. */
    static String differences(@Nullable Object expected, @Nullable Object was) {
        List<String> differences = new ArrayList<>();
        compare("", expected, was, differences);
        return differences.isEmpty() ? "" : ". They differ in " + String.join("; ", differences);
    }

    private static void compare(
            String path, @Nullable Object expected, @Nullable Object was, List<String> differences) {
        if (Objects.equals(expected, was)) {
            return;
        }
        boolean records = expected instanceof Record && was != null && was.getClass() == expected.getClass();
        if (!records) {
            if (!path.isEmpty()) {
                differences.add(path + " (expected " + quoted(expected) + ", was " + quoted(was) + ")");
            }
            return;
        }
        for (RecordComponent component :
                Objects.requireNonNull(expected).getClass().getRecordComponents()) {
            String name = (path.isEmpty() ? "" : path + ".") + component.getName();
            compare(name, valueOf(component, expected), valueOf(component, Objects.requireNonNull(was)), differences);
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Object owner) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return "unreadable: " + e;
        }
    }

    /** Such as {@code in 5 min}, {@code now} or {@code 3 s ago}. */
    static String relative(Instant instant, Instant now) {
        Duration distance = Duration.between(now, instant);
        if (distance.isZero()) {
            return "now";
        }
        return distance.isNegative() ? span(distance.negated()) + " ago" : "in " + span(distance);
    }

    /** A duration as people say it, such as {@code 2 days 3 h}; exact to the millisecond. */
    static String span(Duration duration) {
        if (duration.isNegative()) {
            return "-" + span(duration.negated());
        }
        List<String> parts = new ArrayList<>();
        add(parts, duration.toDaysPart(), duration.toDaysPart() == 1 ? "day" : "days");
        add(parts, duration.toHoursPart(), "h");
        add(parts, duration.toMinutesPart(), "min");
        add(parts, duration.toSecondsPart(), "s");
        add(parts, duration.toMillisPart(), "ms");
        return parts.isEmpty() ? "0 s" : String.join(" ", parts);
    }

    private static void add(List<String> parts, long amount, String unit) {
        if (amount != 0) {
            parts.add(amount + " " + unit);
        }
    }

    static String spans(Collection<Duration> durations) {
        return durations.stream().map(Words::span).toList().toString();
    }
}
