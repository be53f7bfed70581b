package io.alsek.schedule;

import io.alsek.task.TaskHandle;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that was scheduled, from the point of view of whoever did so. Thread-safe.
 *
 * @param <O> the result of each run
 */
public final class ScheduledTask<O extends @Nullable Object> {

    private final Schedules schedules;
    private final String name;
    private final TaskHandle<O> first;

    ScheduledTask(Schedules schedules, String name, TaskHandle<O> first) {
        this.schedules = schedules;
        this.name = name;
        this.first = first;
    }

    /** {@return the schedule's name} */
    public String name() {
        return name;
    }

    /**
     * {@return a handle on the first run} With its message, {@code ResultStore.withDescendants} finds the results of all
     * runs.
     */
    public TaskHandle<O> first() {
        return first;
    }

    /** Pauses it; see {@link Schedules#pause}. */
    public boolean pause() {
        return schedules.pause(name);
    }

    /** Resumes it; see {@link Schedules#resume}. */
    public boolean resume() {
        return schedules.resume(name);
    }

    /** Removes the schedule; see {@link Schedules#clear}. */
    public void clear() {
        schedules.clear(name);
    }

    /** {@return whether it is still scheduled} */
    public boolean isScheduled() {
        return schedules.isScheduled(name);
    }

    /** {@return its next runs; see {@link Schedules#nextRuns}} */
    public List<Instant> nextRuns(int count) {
        return schedules.nextRuns(name, count);
    }

    @Override
    public String toString() {
        return "ScheduledTask[" + name + "]";
    }
}
