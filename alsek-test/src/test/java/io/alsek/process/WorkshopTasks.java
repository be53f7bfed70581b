package io.alsek.process;

import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskBuilder;
import io.alsek.task.TaskContext;
import io.alsek.task.TaskProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What the child processes of these tests can do, well-behaved or not. */
public final class WorkshopTasks implements TaskProvider {

    static final Task<Integer, Integer> DOUBLE =
            inProcess("double").input(Integer.class).output(Integer.class).build();

    static final Task<@Nullable Void, Long> PID =
            inProcess("pid").output(Long.class).build();

    /** Writes its process id to the file that is its input, and then is busy until it is killed. */
    static final Task<String, @Nullable Void> BUSY =
            inProcess("busy").input(String.class).trackStatus().build();

    /** Writes its process id to the file that is its input, and then waits until it is interrupted. */
    static final Task<String, @Nullable Void> PATIENT =
            inProcess("patient").input(String.class).trackStatus().build();

    /** Ends its process with this code, in the first attempt; returns the number of the attempt. */
    static final Task<Integer, Integer> EXIT = Task.named("exit")
            .mechanism(Mechanism.PROCESS)
            .retry(1, Backoff.none())
            .input(Integer.class)
            .output(Integer.class)
            .build();

    static final Task<@Nullable Void, Integer> HOG =
            inProcess("hog").output(Integer.class).build();

    /** Returns the name of the thread that runs it. */
    static final Task<@Nullable Void, String> THREAD =
            inProcess("thread").output(String.class).build();

    private static TaskBuilder<@Nullable Void, @Nullable Void> inProcess(String name) {
        return Task.named(name).mechanism(Mechanism.PROCESS).retry(0, Backoff.none());
    }

    @Override
    public Collection<BoundTask<?, ?>> tasks() {
        return List.of(
                DOUBLE.handledBy((number, context) -> 2 * number),
                PID.handledBy((nothing, context) -> ProcessHandle.current().pid()),
                BUSY.handledBy(WorkshopTasks::beBusy),
                PATIENT.handledBy(WorkshopTasks::wait),
                EXIT.handledBy(WorkshopTasks::exit),
                HOG.handledBy((nothing, context) -> hog()),
                THREAD.handledBy((nothing, context) -> Thread.currentThread().getName()));
    }

    private static @Nullable Void beBusy(String file, TaskContext context) throws IOException {
        writePid(file);
        long rounds = 0;
        while (rounds >= 0) { // no interruption ends this
            rounds = (rounds + 1) & Long.MAX_VALUE;
        }
        return null;
    }

    private static @Nullable Void wait(String file, TaskContext context) throws IOException, InterruptedException {
        writePid(file);
        new CountDownLatch(1).await();
        return null;
    }

    private static int exit(int code, TaskContext context) {
        if (context.attempt() == 1) {
            Runtime.getRuntime().exit(code);
        }
        return context.attempt();
    }

    private static int hog() {
        List<byte[]> hoard = new ArrayList<>();
        while (hoard.size() < 1_000_000) {
            hoard.add(new byte[1 << 20]);
        }
        return hoard.size();
    }

    /** In one step, so that nobody reads a part of it. */
    private static void writePid(String name) throws IOException {
        Path file = Path.of(name);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, Long.toString(ProcessHandle.current().pid()));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
