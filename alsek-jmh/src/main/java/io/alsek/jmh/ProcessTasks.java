package io.alsek.jmh;

import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskProvider;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the children of {@link MeasureProcesses} run. */
public final class ProcessTasks implements TaskProvider {

    static final Task<Integer, @Nullable Void> NO_OP = Task.named("no-op")
            .mechanism(Mechanism.PROCESS)
            .retry(0, Backoff.none())
            .input(Integer.class)
            .build();

    /** Returns when it began, by the clock that all processes of a machine share. */
    static final Task<Integer, Long> STAMP = Task.named("stamp")
            .mechanism(Mechanism.PROCESS)
            .retry(0, Backoff.none())
            .input(Integer.class)
            .output(Long.class)
            .build();

    /** Begins, and never ends. */
    static final Task<Integer, @Nullable Void> HANG = Task.named("hang")
            .mechanism(Mechanism.PROCESS)
            .retry(0, Backoff.none())
            .input(Integer.class)
            .trackStatus()
            .build();

    @Override
    public Collection<BoundTask<?, ?>> tasks() {
        return List.of(
                NO_OP.handledBy((number, context) -> null),
                STAMP.handledBy((number, context) -> System.nanoTime()),
                HANG.handledBy((number, context) -> {
                    while (number != null) {
                        Thread.onSpinWait();
                    }
                    return null;
                }));
    }
}
