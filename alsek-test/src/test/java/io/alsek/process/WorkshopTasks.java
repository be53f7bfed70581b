package io.alsek.process;

import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskBuilder;
import io.alsek.task.TaskProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the child processes of these tests can do. */
public final class WorkshopTasks implements TaskProvider {

    static final Task<Integer, Integer> DOUBLE =
            inProcess("double").input(Integer.class).output(Integer.class).build();

    static final Task<@Nullable Void, Long> PID =
            inProcess("pid").output(Long.class).build();

    /** Writes its process id to the file that is its input, and then is busy until it is killed. */
    static final Task<String, @Nullable Void> BUSY =
            inProcess("busy").input(String.class).trackStatus().build();

    private static TaskBuilder<@Nullable Void, @Nullable Void> inProcess(String name) {
        return Task.named(name).mechanism(Mechanism.PROCESS).retry(0, Backoff.none());
    }

    @Override
    public Collection<BoundTask<?, ?>> tasks() {
        return List.of(
                DOUBLE.handledBy((number, context) -> 2 * number),
                PID.handledBy((nothing, context) -> ProcessHandle.current().pid()),
                BUSY.handledBy((file, context) -> {
                    writePid(Path.of(file));
                    long rounds = 0;
                    while (rounds >= 0) { // no interruption ends this
                        rounds = (rounds + 1) & Long.MAX_VALUE;
                    }
                    return null;
                }));
    }

    /** In one step, so that nobody reads a part of it. */
    private static void writePid(Path file) throws java.io.IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, Long.toString(ProcessHandle.current().pid()));
        Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
