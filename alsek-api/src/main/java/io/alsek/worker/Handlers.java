package io.alsek.worker;

import io.alsek.task.BoundTask;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks that a worker can run, by name and alias. Immutable. */
public final class Handlers {

    private final Map<String, BoundTask<?, ?>> byName;

    /**
     * Takes tasks with their handlers.
     *
     * @throws IllegalArgumentException if there are none, or if two share a name or an alias
     */
    public Handlers(Collection<? extends BoundTask<?, ?>> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("A worker needs at least one task; add one with handle(task, handler)");
        }
        Map<String, BoundTask<?, ?>> map = new LinkedHashMap<>();
        for (BoundTask<?, ?> bound : tasks) {
            for (String name : bound.task().allNames()) {
                BoundTask<?, ?> other = map.putIfAbsent(name, bound);
                if (other != null) {
                    throw new IllegalArgumentException("Two tasks of one name: \"" + name + "\" is both "
                            + other.task() + " in the queue \"" + other.task().queue() + "\" and " + bound.task()
                            + " in the queue \"" + bound.task().queue()
                            + "\". Give one of them another name or alias");
                }
            }
        }
        this.byName = map;
    }

    /** {@return all names and aliases, in the order in which the tasks were given} */
    public Set<String> names() {
        return new LinkedHashSet<>(byName.keySet());
    }

    /** {@return the task of this name or alias; {@code null} if there is none} */
    public @Nullable BoundTask<?, ?> find(String name) {
        return byName.get(name);
    }

    /** {@return the tasks, each once} */
    public List<BoundTask<?, ?>> all() {
        return List.copyOf(new LinkedHashSet<>(byName.values()));
    }
}
