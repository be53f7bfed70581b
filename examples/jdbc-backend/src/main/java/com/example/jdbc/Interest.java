package com.example.jdbc;

import io.alsek.spi.Subscription;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.Subscription.TasksInOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a subscription comes down to.
 *
 * @param lanes by queue, in the order in which they are served: sets of tasks, one to be emptied before the next, and
 *     within each the order is that of the queue; an empty set stands for every task. {@code null} = all queues
 * @param tasks where {@code lanes} is {@code null}, what to take from each queue; empty = every task
 * @param rotation how queues take turns
 */
record Interest(Map<String, List<Set<String>>> lanes, Set<String> tasks, Rotation rotation) {

    static Interest of(Subscription subscription) {
        Map<String, List<Set<String>>> lanes = new LinkedHashMap<>();
        if (subscription instanceof AllQueues all) {
            return new Interest(null, all.tasks(), all.rotation());
        }
        if (subscription instanceof QueuesInOrder some) {
            some.queues().forEach(queue -> lanes.put(queue, List.of(some.tasks())));
            return new Interest(lanes, Set.of(), some.rotation());
        }
        if (subscription instanceof TasksInOrder some) {
            some.tasksByQueue()
                    .forEach((queue, tasks) ->
                            lanes.put(queue, tasks.stream().map(Set::of).toList()));
            return new Interest(lanes, Set.of(), some.rotation());
        }
        throw new IllegalArgumentException("Unknown kind of subscription: " + subscription);
    }

    boolean includes(String queue) {
        return lanes == null || lanes.containsKey(queue);
    }

    List<Set<String>> lanesOf(String queue) {
        return lanes == null ? List.of(tasks) : lanes.get(queue);
    }

    /** Puts queues into the order in which they are served now, {@code last} being the one that was served last. */
    List<String> inTurn(Collection<String> ready, String last) {
        List<String> everything = lanes == null ? ready.stream().sorted().toList() : List.copyOf(lanes.keySet());
        List<String> ordered = everything.stream().filter(ready::contains).toList();
        if (rotation == Rotation.STRICT || last == null) {
            return ordered;
        }
        List<String> turned = new ArrayList<>();
        ordered.stream().filter(queue -> isAfter(queue, last, everything)).forEach(turned::add);
        ordered.stream().filter(queue -> !isAfter(queue, last, everything)).forEach(turned::add);
        return turned;
    }

    private boolean isAfter(String queue, String last, List<String> everything) {
        return lanes == null ? queue.compareTo(last) > 0 : everything.indexOf(queue) > everything.indexOf(last);
    }
}
