package io.alsek.schedule;

import io.alsek.task.SubmitOptions;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule has different from the default. Filled in by whoever schedules, read once, not thread-safe.
 *
 * <pre>{@code
 * alsek.schedule(REPORT, Cron.of("0 3 * * *").in("Europe/Berlin"), options -> options
 *         .name("nightly-report")
 *         .missed(MissedRuns.skip())
 *         .message(message -> message.priority(5)));
 * }</pre>
 */
public final class ScheduleOptions {

    private @Nullable String name;
    private @Nullable Instant start;
    private @Nullable Instant end;
    private MissedRuns missed = MissedRuns.once();
    private Consumer<SubmitOptions> message = options -> {};

    /** Sets the schedule's name; the task's by default. A task can have several schedules of different names. */
    public ScheduleOptions name(String scheduleName) {
        name = scheduleName;
        return this;
    }

    /** Leaves out what would be before this. */
    public ScheduleOptions start(Instant first) {
        start = first;
        return this;
    }

    /** Leaves out what would be after this. */
    public ScheduleOptions end(Instant last) {
        end = last;
        return this;
    }

    /** Sets what to do about runs that were missed; {@link MissedRuns#once()} by default. */
    public ScheduleOptions missed(MissedRuns rule) {
        missed = rule;
        return this;
    }

    /**
     * Sets what the messages have different from their task: queue, priority, callbacks and so on. An id is that of the
     * first run's message. A delay or an instant of readiness is an error, since the trigger says when.
     */
    public ScheduleOptions message(Consumer<SubmitOptions> options) {
        message = options;
        return this;
    }

    /** {@return the name asked for} */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** {@return the start asked for} */
    public Optional<Instant> start() {
        return Optional.ofNullable(start);
    }

    /** {@return the end asked for} */
    public Optional<Instant> end() {
        return Optional.ofNullable(end);
    }

    /** {@return the rule for missed runs} */
    public MissedRuns missed() {
        return missed;
    }

    /** {@return what the messages have different} */
    public Consumer<SubmitOptions> message() {
        return message;
    }
}
