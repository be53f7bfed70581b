package io.alsek.schedule;

import io.alsek.spi.StoredSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A schedule, as it was stored when it was looked up: what is submitted, when, and how far it has got. Immutable. */
public final class Schedule {

    private final StoredSchedule stored;
    private final Definition definition;
    private final Progress progress;

    private Schedule(StoredSchedule stored, Definition definition, Progress progress) {
        this.stored = stored;
        this.definition = definition;
        this.progress = progress;
    }

    /**
     * Reads a schedule.
     *
     * @throws io.alsek.message.SerializationException if it cannot be read by this version
     */
    static Schedule of(StoredSchedule stored) {
        return new Schedule(
                stored,
                Definition.decode(stored.name(), stored.definition()),
                Progress.decode(stored.name(), stored.state()));
    }

    /** {@return its name} */
    public String name() {
        return stored.name();
    }

    /** {@return the name of the task that it submits} */
    public String task() {
        return definition.template().task();
    }

    /** {@return the queue to which it submits} */
    public String queue() {
        return definition.template().queue();
    }

    /** {@return when it runs, as it was given} */
    public Trigger trigger() {
        return definition.trigger();
    }

    /** {@return before when it does not run} */
    public Optional<Instant> start() {
        return Optional.ofNullable(definition.start());
    }

    /** {@return after when it does not run any more} */
    public Optional<Instant> end() {
        return Optional.ofNullable(definition.end());
    }

    /** {@return what is done about missed runs} */
    public MissedRuns missedRuns() {
        return definition.missed();
    }

    /** {@return whether it is paused} */
    public boolean isPaused() {
        return stored.paused();
    }

    /** {@return when it runs next, were it not paused; empty = never again} */
    public Optional<Instant> nextRun() {
        return Optional.ofNullable(stored.nextAt());
    }

    /** {@return the instant of the latest run that was submitted, without jitter} */
    public Optional<Instant> lastRun() {
        return Optional.ofNullable(progress.last());
    }

    /** {@return how many runs were submitted} */
    public long runs() {
        return progress.runs();
    }

    /** {@return the id of the first run's message: the progenitor of all others} */
    public String firstId() {
        return progress.firstId();
    }

    /**
     * Tells the next runs, were it not paused.
     *
     * @param count how many at most
     * @return their instants, with jitter; fewer if it ends before
     */
    public List<Instant> nextRuns(int count) {
        List<Instant> runs = new ArrayList<>();
        Timetable times = timetable();
        Optional<Instant> next = Optional.ofNullable(progress.next());
        while (next.isPresent() && runs.size() < count) {
            runs.add(times.dueAt(next.get()));
            next = times.nextAfter(next.get());
        }
        return runs;
    }

    Definition definition() {
        return definition;
    }

    Progress progress() {
        return progress;
    }

    long revision() {
        return stored.revision();
    }

    Timetable timetable() {
        return timetable(name(), definition, progress.since());
    }

    static Timetable timetable(String name, Definition definition, Instant since) {
        Trigger trigger = definition.trigger();
        Trigger anchored =
                trigger instanceof Interval interval && interval.anchor() == null ? interval.from(since) : trigger;
        return new Timetable(name, anchored, definition.start(), definition.end());
    }

    /** What is to be stored in its place. */
    StoredSchedule with(long revision, Progress next, boolean paused) {
        Instant run = next.next();
        @Nullable Instant dueAt = run == null ? null : timetable().dueAt(run);
        return new StoredSchedule(name(), revision, stored.definition(), next.encode(), dueAt, paused);
    }

    /** What is to be stored. */
    static StoredSchedule stored(String name, long revision, Definition definition, Progress progress, boolean paused) {
        Instant next = progress.next();
        @Nullable
        Instant dueAt = next == null
                ? null
                : timetable(name, definition, progress.since()).dueAt(next);
        return new StoredSchedule(name, revision, definition.encode(), progress.encode(), dueAt, paused);
    }

    /** Two are equal if they are stored in the same way at the same revision. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Schedule that && stored.equals(that.stored);
    }

    @Override
    public int hashCode() {
        return stored.hashCode();
    }

    /** Such as {@code nightly-report (0 3 * * * in Europe/Berlin, next 2030-01-02T02:00:00Z)}. */
    @Override
    public String toString() {
        return name() + " (" + trigger() + ", "
                + (isPaused() ? "paused" : nextRun().map(next -> "next " + next).orElse("over"))
                + ")";
    }
}
