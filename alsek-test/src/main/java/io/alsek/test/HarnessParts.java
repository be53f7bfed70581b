package io.alsek.test;

import io.alsek.Alsek;
import io.alsek.event.TaskListener;
import io.alsek.message.Mechanism;
import io.alsek.spi.BackendException;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueCounts;
import io.alsek.task.BoundTask;
import io.alsek.worker.WorkerPool;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a harness is made of. */
final class HarnessParts {

    private static final System.Logger LOG = System.getLogger(HarnessParts.class.getName());

    private final Alsek alsek;
    private final Stage stage;
    private final HandlerTable handlers;
    private final Crank crank;
    private final Inspector inspector;
    private final Workers workers;
    private final Options options;
    private final List<TrackedExecutor> tracked = new CopyOnWriteArrayList<>();
    private final List<WorkerPool> pools = new CopyOnWriteArrayList<>();
    private volatile Runnable cleaning = () -> {};
    private volatile Runnable onFirstTask = () -> {};

    HarnessParts(Alsek alsek, Inspector inspector, HandlerTable handlers, Stage stage, Crank crank, Options options) {
        this.alsek = alsek;
        this.stage = stage;
        this.handlers = handlers;
        this.crank = crank;
        this.inspector = inspector;
        this.options = options;
        this.workers = new Workers(alsek.broker(), handlers, stage, options.lease(), options.asyncPatience());
    }

    /** The settings that are needed later. */
    record Options(Dispatch dispatch, Duration lease, Duration asyncPatience) {}

    Alsek alsek() {
        return alsek;
    }

    /**
     * All attempts so far.
     *
     * @throws IllegalStateException if worker pools run the tasks
     */
    List<TaskExecution> executions() {
        if (options.dispatch() == Dispatch.BACKGROUND) {
            throw new IllegalStateException(
                    "With Dispatch.BACKGROUND worker pools run the tasks, and their attempts are"
                            + " not recorded. Look at harness.eventLog(), at the handles of messages or at dead letters, or test"
                            + " with Dispatch.MANUAL");
        }
        return stage.journal().executions();
    }

    @Nullable
    VirtualClock clock() {
        return stage.clock();
    }

    HandlerTable handlers() {
        return handlers;
    }

    Journal journal() {
        return stage.journal();
    }

    Inspector inspector() {
        return inspector;
    }

    Crank crank() {
        return crank;
    }

    Duration lease() {
        return options.lease();
    }

    Faults faults() {
        return stage.faults();
    }

    Watch watch() {
        return stage.watch();
    }

    Workers workers() {
        return workers;
    }

    /** Says what to do, once or more often, when there are tasks to run. */
    void onFirstTask(Runnable chore) {
        onFirstTask = chore;
    }

    /** Says what to do when all workers are gone. */
    void atTheEnd(Runnable chore) {
        cleaning = chore;
    }

    Executor track(Executor executor) {
        TrackedExecutor wrapped = new TrackedExecutor(executor, stage.watch().strangers());
        tracked.add(wrapped);
        return wrapped;
    }

    /** Waits for what handlers have handed to tracked executors. */
    void awaitTracked() {
        tracked.forEach(executor -> executor.awaitQuiet(options.asyncPatience()));
    }

    void add(BoundTask<?, ?>... tasks) {
        for (BoundTask<?, ?> bound : tasks) {
            if (options.dispatch() == Dispatch.BACKGROUND
                    && handlers.find(bound.task().name()) != null) {
                throw new IllegalStateException(bound.task() + " is run by a worker pool already; with"
                        + " Dispatch.BACKGROUND a handler cannot be replaced");
            }
            handlers.add(bound);
            onFirstTask.run();
        }
        if (options.dispatch() == Dispatch.BACKGROUND) {
            startPools(Arrays.asList(tasks));
        }
    }

    private void startPools(List<BoundTask<?, ?>> tasks) {
        List<BoundTask<?, ?>> async = tasks.stream()
                .filter(bound -> bound.task().settings().mechanism() == Mechanism.ASYNC)
                .toList();
        List<BoundTask<?, ?>> others =
                tasks.stream().filter(bound -> !async.contains(bound)).toList();
        if (!async.isEmpty()) {
            pools.add(alsek.asyncPool().addAll(async).lease(options.lease()).start());
        }
        if (!others.isEmpty()) {
            pools.add(alsek.threadPool().addAll(others).lease(options.lease()).start());
        }
    }

    /** Waits until no message is ready or leased. Every change of that kind is followed by an event. */
    void awaitIdle(Duration patience) throws InterruptedException {
        CompletableFuture<Boolean> idle = new CompletableFuture<>();
        TaskListener listener = event -> {
            if (!idle.isDone() && isIdle()) {
                idle.complete(true);
            }
        };
        alsek.addListener(listener);
        try {
            if (isIdle()) {
                return;
            }
            idle.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "Tasks are still ready or running after " + patience + ": " + inspector.pending(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            alsek.broker().environment().events().remove(listener);
        }
    }

    private boolean isIdle() {
        QueueAdmin queues = alsek.queues();
        for (String queue : queues.queues()) {
            QueueCounts counts = queues.counts(queue);
            if (counts.ready() + counts.leased() > 0) {
                return false;
            }
        }
        return true;
    }

    void close() {
        stage.watch().close();
        faults().backendIsBack(); // else nothing could be given back
        pools.forEach(WorkerPool::close);
        workers.close();
        crank.close();
        try {
            cleaning.run();
        } catch (BackendException e) {
            LOG.log(System.Logger.Level.WARNING, "The namespace of a test could not be cleared", e);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "The test has closed its backend itself", e);
        }
        alsek.close();
    }
}
