package io.alsek.discovery;

import io.alsek.task.BoundTask;
import java.util.List;

/**
 * What was found.
 *
 * @param found the tasks, sorted by name; never empty
 * @param withoutHandler places of {@code Task} values for which no function was found: messages of theirs stay where
 *     they are, for workers that have one
 */
public record DiscoveredTasks(List<FoundTask> found, List<String> withoutHandler) {

    /** Copies the lists. */
    public DiscoveredTasks {
        found = List.copyOf(found);
        withoutHandler = List.copyOf(withoutHandler);
    }

    /** {@return the tasks with their functions, as worker pools take them} */
    public List<BoundTask<?, ?>> tasks() {
        return found.stream().<BoundTask<?, ?>>map(FoundTask::bound).toList();
    }
}
