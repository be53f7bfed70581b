package io.alsek.test;

import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tasks of a harness with their handlers. A handler can be replaced; two tasks of one name are an error. */
final class HandlerTable {

    // Guarded by this.
    private final Map<String, BoundTask<?, ?>> byName = new LinkedHashMap<>();
    private int version;

    synchronized void add(BoundTask<?, ?> bound) {
        Task<?, ?> task = bound.task();
        for (String name : task.allNames()) {
            for (BoundTask<?, ?> other : byName.values()) {
                if (other.task() != task && other.task().allNames().contains(name)) {
                    throw new IllegalArgumentException("Two tasks of one name: \"" + name + "\" is both " + other.task()
                            + " in the queue \"" + other.task().queue() + "\" and " + task + " in the queue \""
                            + task.queue() + "\". Give one of them another name, or share one constant");
                }
            }
        }
        byName.put(task.name(), bound);
        version++;
    }

    synchronized @Nullable BoundTask<?, ?> find(String name) {
        for (BoundTask<?, ?> bound : byName.values()) {
            if (bound.task().allNames().contains(name)) {
                return bound;
            }
        }
        return null;
    }

    synchronized List<BoundTask<?, ?>> all() {
        return new ArrayList<>(byName.values());
    }

    synchronized boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Changes with every addition. */
    synchronized int version() {
        return version;
    }
}
