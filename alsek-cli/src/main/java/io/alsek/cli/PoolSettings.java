package io.alsek.cli;

import io.alsek.message.Backoff;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.worker.WorkerPool;
import io.alsek.worker.WorkerPoolBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all kinds of pools can be told. */
final class PoolSettings {

    @Option(
            names = "--queues",
            paramLabel = "QUEUE",
            split = ",",
            description = "Take only these queues, an earlier one before a later one; all of them by default.")
    private List<String> queues = List.of();

    @Option(
            names = "--tasks",
            paramLabel = "TASK",
            split = ",",
            description = "Take only these tasks, in each queue an earlier one before a later one.")
    private List<String> tasks = List.of();

    @Option(
            names = "--task-specific-mode",
            fallbackValue = "true",
            arity = "0",
            description = "Take the tasks of a queue one after the other, in alphabetical order or that of --tasks, "
                    + "whatever the priorities of their messages; and each only from its own queue, or from those "
                    + "of --queues.")
    private boolean taskSpecificMode;

    @Option(
            names = "--fair",
            arity = "0",
            fallbackValue = "true",
            description = "Let queues take turns instead of emptying an earlier one before a later one.")
    private boolean fair;

    @Option(
            names = "--schedules",
            arity = "0",
            fallbackValue = "true",
            description = "See to schedules, too: submit whatever is due, also for tasks that this pool does not run. "
                    + "Any number of processes may do so.")
    private boolean schedules;

    @Option(
            names = "--consumer-backoff-factor",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "How much longer to wait after each look that found nothing; ${DEFAULT-VALUE} by default. A "
                    + "message that arrives cuts the wait short, so it matters only where a signal got lost.")
    @SuppressWarnings("NullAway.Init") // set by picocli, as are the other durations
    private Duration factor;

    @Option(
            names = "--consumer-backoff-floor",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "The shortest such wait; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init")
    private Duration floor;

    @Option(
            names = "--consumer-backoff-ceiling",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "The longest such wait; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init")
    private Duration ceiling;

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long a message stays with a worker that gives no sign of life; ${DEFAULT-VALUE} by "
                    + "default.")
    @SuppressWarnings("NullAway.Init")
    private Duration lease;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long tasks may go on when the pool is told to stop (SIGTERM, SIGINT), before they are "
                    + "interrupted; ${DEFAULT-VALUE} by default. Told twice, it ends at once.")
    @SuppressWarnings("NullAway.Init")
    private Duration patience;

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the pool, for threads and the log.")
    private @Nullable String name;

    Duration patience() {
        return patience;
    }

    /** Whether the process sees to schedules. */
    boolean seesToSchedules() {
        return schedules;
    }

    /**
     * Tells a pool what the options say.
     *
     * @param all the tasks that there are
     * @param own those that the pool does not know yet
     * @throws RefusedException if they do not fit together, or the tasks
     */
    WorkerPool build(WorkerPoolBuilder pool, List<BoundTask<?, ?>> all, List<BoundTask<?, ?>> own) {
        requireDistinct("--queues", queues);
        requireDistinct("--tasks", tasks);
        if (floor.compareTo(ceiling) > 0) {
            throw new RefusedException("--consumer-backoff-floor must not exceed --consumer-backoff-ceiling, but is "
                    + floor + " and " + ceiling);
        }
        try {
            pool.lease(lease).idlePause(idlePause());
            if (!own.isEmpty()) {
                pool.addAll(own);
            }
            if (name != null) {
                pool.name(name);
            }
            if (fair) {
                pool.fair();
            }
            if (taskSpecificMode || !tasks.isEmpty()) {
                pool.tasksInOrder(tasksByQueue(own.isEmpty() ? all : own));
            } else if (!queues.isEmpty()) {
                pool.queues(queues.toArray(String[]::new));
            }
            return pool.build();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    private Backoff idlePause() {
        Backoff.Bounds bounds = Backoff.Bounds.DEFAULT
                .withFloor(Duration.ZERO)
                .withCeiling(ceiling)
                .withFloor(floor);
        return Backoff.linear(factor).within(bounds);
    }

    private static void requireDistinct(String option, List<String> names) {
        Set<String> seen = new LinkedHashSet<>();
        for (String each : names) {
            if (each.isBlank()) {
                throw new RefusedException(option + " has an empty name among " + names);
            }
            if (!seen.add(each.strip())) {
                throw new RefusedException(option + " names \"" + each.strip() + "\" twice");
            }
        }
    }

    private Map<String, List<String>> tasksByQueue(List<BoundTask<?, ?>> all) {
        Map<String, Task<?, ?>> known = new TreeMap<>();
        all.forEach(bound -> known.put(bound.task().name(), bound.task()));
        List<String> wanted = tasks.isEmpty() ? List.copyOf(known.keySet()) : tasks;
        Map<String, List<String>> byQueue = new LinkedHashMap<>();
        queues.forEach(queue -> byQueue.put(queue.strip(), new ArrayList<>()));
        for (String each : wanted) {
            Task<?, ?> task = known.get(each.strip());
            if (task == null) {
                throw new RefusedException(
                        "--tasks names \"" + each.strip() + "\", but there are only " + known.keySet());
            }
            if (queues.isEmpty()) {
                byQueue.computeIfAbsent(task.queue(), queue -> new ArrayList<>())
                        .add(task.name());
            } else {
                byQueue.values().forEach(names -> names.add(task.name()));
            }
        }
        return byQueue;
    }
}
