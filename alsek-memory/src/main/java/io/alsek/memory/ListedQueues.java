package io.alsek.memory;

import io.alsek.spi.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Some queues, in the order listed, each with all tasks, some, or some in an order of their own. */
final class ListedQueues implements ClaimScope {

    private static final Lane[] NO_LANES = {};

    private final Queues queues;

    /** Queue → the tasks to take from it; none = all. */
    private final Map<String, Set<String>> tasksByQueue = new LinkedHashMap<>();

    private final List<String> names;
    private final boolean laneOrderStrict;
    private final boolean fair;
    private volatile int first;

    ListedQueues(Queues queues, Subscription.QueuesInOrder subscription) {
        this(queues, subscription.queues(), subscription.rotation(), false);
        names.forEach(name -> tasksByQueue.put(name, subscription.tasks()));
    }

    ListedQueues(Queues queues, Subscription.TasksInOrder subscription) {
        this(queues, subscription.tasksByQueue().keySet(), subscription.rotation(), true);
        subscription.tasksByQueue().forEach((name, tasks) -> tasksByQueue.put(name, new LinkedHashSet<>(tasks)));
    }

    private ListedQueues(
            Queues queues, Collection<String> names, Subscription.Rotation rotation, boolean laneOrderStrict) {
        this.queues = queues;
        this.names = List.copyOf(names);
        this.laneOrderStrict = laneOrderStrict;
        this.fair = rotation == Subscription.Rotation.FAIR;
    }

    @Override
    public boolean covers(Lane lane) {
        Set<String> tasks = tasksByQueue.get(lane.queue.name);
        return tasks != null && (tasks.isEmpty() || tasks.contains(lane.task));
    }

    @Override
    public void visit(Predicate<MemoryQueue> visitor) {
        int begin = first;
        for (int i = 0; i < names.size(); i++) {
            MemoryQueue queue = queues.get(names.get((begin + i) % names.size()));
            if (queue != null && !visitor.test(queue)) {
                return;
            }
        }
    }

    @Override
    public Lane[] lanes(MemoryQueue queue) {
        Set<String> tasks = tasksByQueue.getOrDefault(queue.name, Set.of());
        if (!laneOrderStrict) {
            return EveryQueue.coveredOf(queue.lanes(), tasks);
        }
        List<Lane> lanes = new ArrayList<>(tasks.size());
        for (String task : tasks) {
            Lane lane = queue.laneIfAny(task);
            if (lane != null) {
                lanes.add(lane);
            }
        }
        return lanes.toArray(NO_LANES);
    }

    @Override
    public boolean isLaneOrderStrict() {
        return laneOrderStrict;
    }

    @Override
    public void endedWith(MemoryQueue queue) {
        if (fair) {
            first = (names.indexOf(queue.name) + 1) % names.size();
        }
    }

    @Override
    public void promote(long now) {
        visit(queue -> {
            for (Lane lane : lanes(queue)) {
                lane.promote(now);
            }
            return true;
        });
    }

    @Override
    public long nextAt() {
        long[] earliest = {Millis.NEVER};
        visit(queue -> {
            if (!queue.isPaused()) {
                for (Lane lane : lanes(queue)) {
                    earliest[0] = Math.min(earliest[0], lane.nextAt());
                }
            }
            return true;
        });
        return earliest[0];
    }
}
