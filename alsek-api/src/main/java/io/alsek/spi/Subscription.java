package io.alsek.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which messages a subscriber takes, and in which order.
 *
 * <p>Within a queue the order is priority, then arrival, across all its tasks. Only {@link TasksInOrder} puts tasks
 * before each other. Messages of tasks that the subscriber does not list are never touched.
 */
public sealed interface Subscription {

    /** How several queues share a subscriber. */
    enum Rotation {
        /** An earlier queue is emptied before a later one is looked at. */
        STRICT,
        /**
         * Each claim begins with the queue after the one that the session's last message came from, and goes round from
         * there; from each queue it takes all it can before it goes on to the next.
         */
        FAIR
    }

    /** {@return how queues take turns} */
    Rotation rotation();

    /**
     * All queues of the namespace, also ones that appear later, in alphabetical order.
     *
     * @param tasks the tasks to take; empty = every task
     * @param rotation how queues take turns
     */
    record AllQueues(Set<String> tasks, Rotation rotation) implements Subscription {

        /** Copies the set in its order; refuses empty names. */
        public AllQueues {
            tasks = inOrder(tasks);
        }
    }

    /**
     * Some queues, in the order given.
     *
     * @param queues at least one
     * @param tasks the tasks to take; empty = every task
     * @param rotation how queues take turns
     */
    record QueuesInOrder(List<String> queues, Set<String> tasks, Rotation rotation) implements Subscription {

        /** Copies the collections; refuses an empty list of queues and empty names. */
        public QueuesInOrder {
            queues = List.copyOf(new LinkedHashSet<>(queues));
            tasks = inOrder(tasks);
            if (queues.isEmpty() || queues.contains("")) {
                throw new IllegalArgumentException(
                        "A subscription needs at least one queue, each with a name, but has " + queues);
            }
        }
    }

    /**
     * Some queues, and in each some tasks: an earlier task goes before a later one, whatever the priorities.
     *
     * @param tasksByQueue queue → ordered tasks; at least one of each
     * @param rotation how queues take turns
     */
    record TasksInOrder(Map<String, List<String>> tasksByQueue, Rotation rotation) implements Subscription {

        /** Copies the map in its order; refuses emptiness. */
        public TasksInOrder {
            Map<String, List<String>> copy = new LinkedHashMap<>();
            tasksByQueue.forEach((queue, tasks) -> copy.put(queue, List.copyOf(inOrder(tasks))));
            tasksByQueue = Collections.unmodifiableMap(copy);
            if (copy.isEmpty() || copy.containsKey("") || copy.containsValue(List.of())) {
                throw new IllegalArgumentException(
                        "A subscription by task needs at least one queue, and each a name and at least one task, but is "
                                + new ArrayList<>(copy.entrySet()));
            }
        }
    }

    private static Set<String> inOrder(Collection<String> names) {
        if (names.contains("")) {
            throw new IllegalArgumentException("A subscription needs a name for each task, but has " + names);
        }
        return Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }
}
