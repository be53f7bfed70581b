package io.alsek.process;

import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Tasks that children can only load as long as a certain file is not there. */
public final class FragileTasks implements TaskProvider {

    private static final String OBSTACLE = "alsek.test.obstacle";

    static final Task<Integer, Integer> SQUARE = Task.named("square")
            .mechanism(Mechanism.PROCESS)
            .retry(1_000, Backoff.none())
            .input(Integer.class)
            .output(Integer.class)
            .build();

    static String argument(Path obstacle) {
        return "-D" + OBSTACLE + "=" + obstacle;
    }

    @Override
    public Collection<BoundTask<?, ?>> tasks() {
        String obstacle = System.getProperty(OBSTACLE);
        if (obstacle != null && Files.exists(Path.of(obstacle))) {
            throw new IllegalStateException("something is in the way");
        }
        return List.of(SQUARE.handledBy((number, context) -> number * number));
    }
}
