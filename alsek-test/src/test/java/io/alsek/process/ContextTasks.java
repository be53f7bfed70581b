package io.alsek.process;

import io.alsek.lock.HeldLock;
import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.message.TypeRef;
import io.alsek.task.BoundTask;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskBuilder;
import io.alsek.task.TaskContext;
import io.alsek.task.TaskHandle;
import io.alsek.task.TaskHooks;
import io.alsek.task.TaskProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Tasks for child processes that make use of their context. */
public final class ContextTasks implements TaskProvider {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static final Task<Integer, Integer> INCREMENT =
            inProcess("increment").input(Integer.class).output(Integer.class).build();

    /** Says what its context says. */
    static final Task<@Nullable Void, Report> REPORT =
            inProcess("report").output(Report.class).retry(1, Backoff.none()).build();

    /** Returns what its {@code preOp} left for it. */
    static final Task<@Nullable Void, String> HOOKED =
            inProcess("hooked").output(String.class).hooks(new Hooked()).build();

    /** Reports its progress, and then waits until it is interrupted. */
    static final Task<@Nullable Void, @Nullable Void> SLOW =
            inProcess("slow").trackStatus().build();

    /** Has its input incremented by another task, and waits for that. */
    static final Task<Integer, Integer> DELEGATE =
            inProcess("delegate").input(Integer.class).output(Integer.class).build();

    /** Submits itself with the same id again and again. */
    static final Task<@Nullable Void, String> DUPLICATE =
            inProcess("duplicate").output(String.class).build();

    /** Submits another task, for later, and cancels it. */
    static final Task<@Nullable Void, Boolean> FICKLE =
            inProcess("fickle").output(Boolean.class).build();

    /** Waits for its cancellation without being interruptible, and writes the reason to the file that is its input. */
    static final Task<String, @Nullable Void> ATTENTIVE =
            inProcess("attentive").input(String.class).trackStatus().build();

    /** Fails for good. */
    static final Task<@Nullable Void, @Nullable Void> HOPELESS =
            inProcess("hopeless").retry(5, Backoff.none()).trackStatus().build();

    /** Tries to get a lock that its parent holds, and one that nobody does. */
    static final Task<@Nullable Void, List<Boolean>> LOCK =
            inProcess("lock").output(new TypeRef<List<Boolean>>() {}).build();

    /** Returns what cannot be encoded. */
    static final Task<@Nullable Void, Object> ODD =
            inProcess("odd").output(Object.class).build();

    /** Says what it sees of itself. */
    record Report(
            String id,
            int attempt,
            int deliveries,
            @Nullable String failure,
            Object metadata) {}

    private static TaskBuilder<@Nullable Void, @Nullable Void> inProcess(String name) {
        return Task.named(name).mechanism(Mechanism.PROCESS).retry(0, Backoff.none());
    }

    @Override
    public Collection<BoundTask<?, ?>> tasks() {
        return List.of(
                INCREMENT.handledBy((number, context) -> number + 1),
                REPORT.handledBy((nothing, context) -> report(context)),
                HOOKED.handledBy(
                        (nothing, context) -> String.valueOf(context.state().get("left")) + " handled"),
                SLOW.handledBy(ContextTasks::goSlowly),
                DELEGATE.handledBy((number, context) ->
                        required(context.submit(INCREMENT, number).await(PATIENCE))),
                DUPLICATE.handledBy((nothing, context) -> submitTwice(context)),
                FICKLE.handledBy((nothing, context) -> {
                    TaskHandle<Integer> later =
                            context.submit(INCREMENT, 1, options -> options.delay(Duration.ofHours(1)));
                    return later.cancel();
                }),
                ATTENTIVE.handledBy(ContextTasks::attend),
                HOPELESS.handledBy((nothing, context) -> {
                    throw new NonRetryableException("no hope");
                }),
                LOCK.handledBy((nothing, context) -> List.of(got(context, "taken"), got(context, "free"))),
                ODD.handledBy((nothing, context) -> new Object()));
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("Nothing came back");
        }
        return value;
    }

    private static boolean got(TaskContext context, String lock) {
        Optional<HeldLock> held = context.lock(lock).tryAcquire();
        held.ifPresent(HeldLock::release);
        return held.isPresent();
    }

    private static Report report(TaskContext context) {
        if (context.attempt() == 1) {
            throw new IllegalArgumentException("the first attempt always fails");
        }
        var failure = context.message().history().failure();
        return new Report(
                context.message().id(),
                context.attempt(),
                context.deliveries(),
                failure == null ? null : failure.summary(),
                context.message().settings().metadata());
    }

    private static @Nullable Void goSlowly(@Nullable Void nothing, TaskContext context) throws InterruptedException {
        context.progress(Map.of("done", 3, "of", 7));
        new CountDownLatch(1).await();
        return null;
    }

    private static String submitTwice(TaskContext context) {
        context.submit(INCREMENT, 1, options -> options.id("twin"));
        try {
            context.submit(INCREMENT, 1, options -> options.id("twin"));
            return "accepted";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static @Nullable Void attend(String file, TaskContext context) throws Exception {
        while (!context.isCancelled()) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
        Files.writeString(Path.of(file), context.cancelled().orElseThrow().name());
        return null;
    }

    private static final class Hooked implements TaskHooks<String> {

        @Override
        public void preOp(TaskContext context) {
            context.state().put("left", "prepared");
        }

        @Override
        public @Nullable String around(TaskContext context, java.util.concurrent.Callable<@Nullable String> execution)
                throws Exception {
            return execution.call() + " wrapped";
        }

        @Override
        public void postOp(TaskContext context, @Nullable String result) {
            if (!"prepared".equals(context.state().get("left"))) {
                throw new IllegalStateException("The state is lost");
            }
        }
    }
}
