package io.alsek.memory;

import io.alsek.spi.Subscription;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All queues, in alphabetical order. Costs nothing for queues in which there is nothing to claim. */
final class EveryQueue implements ClaimScope {

    private final Queues queues;
    private final Set<String> tasks;
    private final boolean fair;
    private volatile @Nullable String last;

    EveryQueue(Queues queues, Subscription.AllQueues subscription) {
        this.queues = queues;
        this.tasks = subscription.tasks();
        this.fair = subscription.rotation() == Subscription.Rotation.FAIR;
    }

    @Override
    public boolean covers(Lane lane) {
        return tasks.isEmpty() || tasks.contains(lane.task);
    }

    @Override
    public void visit(Predicate<MemoryQueue> visitor) {
        String after = last;
        if (after == null) {
            visit(queues.busy, visitor);
        } else if (visit(queues.busy.tailMap(after, false), visitor)) {
            visit(queues.busy.headMap(after, true), visitor);
        }
    }

    private static boolean visit(Map<String, MemoryQueue> busy, Predicate<MemoryQueue> visitor) {
        for (MemoryQueue queue : busy.values()) {
            if (!queue.hasClaimable()) {
                queue.setIdle();
            } else if (!visitor.test(queue)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Lane[] lanes(MemoryQueue queue) {
        return coveredOf(queue.lanes(), tasks);
    }

    /** {@return those lanes whose tasks are listed; all if no task is} */
    static Lane[] coveredOf(Lane[] lanes, Set<String> tasks) {
        if (tasks.isEmpty()) {
            return lanes;
        }
        Lane[] covered = lanes.clone();
        int count = 0;
        for (Lane lane : lanes) {
            if (tasks.contains(lane.task)) {
                covered[count++] = lane;
            }
        }
        return count == lanes.length ? lanes : Arrays.copyOf(covered, count);
    }

    @Override
    public boolean isLaneOrderStrict() {
        return false;
    }

    @Override
    public void endedWith(MemoryQueue queue) {
        if (fair) {
            last = queue.name;
        }
    }

    @Override
    public void promote(long now) {
        queues.promote(now);
    }

    @Override
    public long nextAt() {
        long earliest = Millis.NEVER;
        for (Agenda.Item item : queues.due.items()) {
            if (item.at() >= earliest) {
                break;
            }
            if (covers(item.lane()) && !item.lane().queue.isPaused()) {
                earliest = Math.min(earliest, item.lane().nextAt());
            }
        }
        return earliest;
    }
}
