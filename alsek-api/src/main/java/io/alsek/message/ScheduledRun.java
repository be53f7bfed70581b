package io.alsek.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which run of which schedule a message is. A handler can ask for it, to learn the instant for which it was scheduled,
 * which is some milliseconds before it is submitted, or long before if the run was missed:
 *
 * <pre>{@code
 * Instant day = ScheduledRun.of(context.message()).orElseThrow().instant();
 * }</pre>
 *
 * <p>It is kept among the message's metadata.
 *
 * @param schedule the schedule's name
 * @param instant when the run was due, but for jitter
 */
public record ScheduledRun(String schedule, Instant instant) {

    private static final String SCHEDULE = "alsek.schedule";
    private static final String INSTANT = "alsek.scheduledFor";
    private static final String BETWEEN = "@";
    private static final String BEHIND = "/";

    /** {@return which run a message is; empty if it comes from no schedule} */
    public static Optional<ScheduledRun> of(Message message) {
        Map<String, Object> metadata = message.settings().metadata();
        return metadata.get(SCHEDULE) instanceof String schedule && metadata.get(INSTANT) instanceof String instant
                ? instantOf(instant).map(each -> new ScheduledRun(schedule, each))
                : Optional.empty();
    }

    /** The run that an id belongs to, be it that of its first message or of a callback. */
    public static Optional<ScheduledRun> ofId(String id) {
        int at = id.lastIndexOf(BETWEEN);
        if (at <= 0) {
            return Optional.empty();
        }
        int end = id.indexOf(BEHIND, at);
        return instantOf(id.substring(at + 1, end < 0 ? id.length() : end))
                .map(instant -> new ScheduledRun(id.substring(0, at), instant));
    }

    private static Optional<Instant> instantOf(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty(); // somebody else's note, or id
        }
    }

    /** {@return the id of the run's message, unless another one was asked for} */
    public String id() {
        return schedule + BETWEEN + instant;
    }

    /** {@return the id of the n-th callback, counted from 1} */
    public String callbackId(int number) {
        return id() + BEHIND + number;
    }

    /** {@return what the ids of all runs of the schedule begin with} */
    public String idPrefix() {
        return schedule + BETWEEN;
    }

    /** A copy of a message that says of itself that it is this run. */
    public Message mark(Message message) {
        Map<String, Object> metadata = new LinkedHashMap<>(message.settings().metadata());
        metadata.put(SCHEDULE, schedule);
        metadata.put(INSTANT, instant.toString());
        return message.toBuilder().metadata(metadata).build();
    }
}
