package io.alsek.test;

import io.alsek.event.TaskEvent;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.worker.Outcome;
import java.time.Duration;
import java.time.Instant;
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
        return value instanceof CharSequence text ? "\"" + text + "\"" : String.valueOf(value);
    }

    /** Such as {@code in PT5M}, {@code now} or {@code PT3S ago}. */
    static String relative(Instant instant, Instant now) {
        Duration distance = Duration.between(now, instant);
        if (distance.isZero()) {
            return "now";
        }
        return distance.isNegative() ? distance.negated() + " ago" : "in " + distance;
    }
}
