package io.alsek;

import io.alsek.task.Task;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The tasks whose next submission is to be left out. Thread-safe. */
final class Deferrals {

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    void add(Task<?, ?> task) {
        names.add(task.name());
    }

    boolean contains(Task<?, ?> task) {
        return names.contains(task.name());
    }

    /** Ends a deferral; returns whether there was one. */
    boolean consume(Task<?, ?> task) {
        return !names.isEmpty() && names.remove(task.name());
    }
}
