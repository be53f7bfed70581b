package io.alsek.test;

import io.alsek.broker.Broker;
import io.alsek.broker.Consumer;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.message.Mechanism;
import io.alsek.spi.BackendException;
import io.alsek.spi.Effects;
import io.alsek.spi.Settlement;
import io.alsek.spi.Subscription;
import io.alsek.task.BoundTask;
import io.alsek.task.TaskContext;
import io.alsek.worker.Execution;
import io.alsek.worker.Handlers;
import io.alsek.worker.Worker;
import io.alsek.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The crank of one worker: takes its steps on the calling thread. The worker is the one of production; it is replaced
 * when a task is added, since the tasks of a worker are fixed.
 */
final class Crank implements AutoCloseable {

    /** A claim may find only messages to bury, and say that there is more, but not for ever. */
    private static final int MOST_EMPTY_CLAIMS = 100_000;

    private final Broker broker;
    private final HandlerTable handlers;
    private final WorkerOptions options;
    private final Stage stage;
    private final Executor housekeeper;
    private final Duration asyncPatience;
    private final boolean sweeps;
    private final List<Worker> retired = new ArrayList<>();

    /** By lease token, what is being delivered twice and was delivered once. */
    private final Map<String, Delivery> duplicated = new ConcurrentHashMap<>();

    private @Nullable Worker worker;
    private int version = -1;

    /** Whether the backend has said, since the last claim, that there may be something to claim. */
    private volatile boolean signalled;

    Crank(Broker broker, HandlerTable handlers, WorkerOptions options, Stage stage, Settings settings) {
        this.broker = broker;
        this.handlers = handlers;
        this.options = options;
        this.stage = stage;
        this.housekeeper = settings.housekeeper();
        this.asyncPatience = settings.asyncPatience();
        this.sweeps = settings.sweeps();
    }

    /**
     * How the crank treats what does not happen on its own thread.
     *
     * @param housekeeper runs heartbeats and the like
     * @param asyncPatience how long to wait for an asynchronous handler
     * @param sweeps whether its worker is to sweep, since nobody else does
     */
    record Settings(Executor housekeeper, Duration asyncPatience, boolean sweeps) {}

    Broker broker() {
        return broker;
    }

    /** The worker with all tasks that there are now; {@code null} while there are none. */
    private synchronized @Nullable Worker worker() {
        if (handlers.isEmpty() || version == handlers.version()) {
            return worker;
        }
        if (worker != null) {
            worker.stopClaiming();
            retired.add(worker); // it may be running something
        }
        version = handlers.version();
        Collection<BoundTask<?, ?>> all = handlers.all();
        Subscription subscription =
                new Subscription.AllQueues(routes(all, Set.of(Mechanism.values())), Subscription.Rotation.STRICT);
        worker = new Worker(broker, supervised(all), subscription, options, housekeeper);
        worker.onReady(() -> signalled = true);
        if (sweeps) {
            worker.startHousekeeping();
        }
        return worker;
    }

    static Set<String> routes(Collection<BoundTask<?, ?>> tasks, Set<Mechanism> mechanisms) {
        Set<String> routes = new LinkedHashSet<>();
        for (BoundTask<?, ?> bound : tasks) {
            for (String name : bound.task().allNames()) {
                mechanisms.stream().sorted().forEach(mechanism -> routes.add(Envelope.route(name, mechanism)));
            }
        }
        return routes;
    }

    private Handlers supervised(Collection<BoundTask<?, ?>> tasks) {
        return new Handlers(
                tasks.stream().<BoundTask<?, ?>>map(this::supervised).toList());
    }

    /** The same task, with a handler that is watched, and that another worker may run first. */
    <I extends @Nullable Object, O extends @Nullable Object> BoundTask<I, O> supervised(BoundTask<I, O> original) {
        if (original.isAsync()) {
            return original.task().handledAsyncBy((input, context) -> {
                runDuplicate(context);
                return original.start(input, context);
            });
        }
        return original.task().handledBy((input, context) -> {
            runDuplicate(context);
            Watch.Subject subject = stage.watch().beginHandler(context.message());
            try {
                return original.start(input, context).toCompletableFuture().join(); // is complete
            } finally {
                stage.watch().end(subject);
            }
        });
    }

    /** Lets another worker, which holds the same lease, run what this one is about to run. */
    private void runDuplicate(TaskContext context) {
        Delivery delivery = duplicated.remove(context.leaseToken());
        if (delivery == null) {
            return;
        }
        Collection<BoundTask<?, ?>> all = handlers.all();
        Subscription none = new Subscription.QueuesInOrder(
                List.of(delivery.message().queue()), Set.of("no task"), Subscription.Rotation.STRICT);
        try (Worker other = new Worker(
                broker,
                supervised(all),
                none,
                new WorkerOptions("duplicate", options.lease(), options.interruptGrace()),
                housekeeper)) {
            stage.journal().record(other.perform(delivery));
        }
    }

    /** Claims the next message that is ready now. */
    Optional<Delivery> claim() {
        Worker present = worker();
        return present == null ? Optional.empty() : claimFrom(present);
    }

    /** Claims the next message that is ready now in these queues, the first of them first. */
    Optional<Delivery> claim(Collection<String> queues) {
        if (handlers.isEmpty()) {
            return Optional.empty();
        }
        Collection<BoundTask<?, ?>> all = handlers.all();
        Subscription some = new Subscription.QueuesInOrder(
                List.copyOf(queues), routes(all, Set.of(Mechanism.values())), Subscription.Rotation.STRICT);
        try (Worker other = new Worker(broker, supervised(all), some, options, housekeeper)) {
            return claimFrom(other);
        }
    }

    private Optional<Delivery> claimFrom(Worker present) {
        for (int i = 0; i < MOST_EMPTY_CLAIMS; i++) {
            Consumer.Batch batch = claimAgain(present);
            if (!batch.deliveries().isEmpty()) {
                return Optional.of(batch.deliveries().get(0));
            }
            if (!batch.more()) {
                return Optional.empty();
            }
        }
        throw new IllegalStateException("The backend keeps saying that there is more to claim, but hands out nothing");
    }

    /** A claim that fails by script is repeated, as a worker pool repeats it. */
    private Consumer.Batch claimAgain(Worker present) {
        while (true) {
            try {
                signalled = false;
                return present.claim(1);
            } catch (BackendException e) {
                if (!stage.faults().isScripted(e) || stage.faults().isDown()) {
                    throw e;
                }
            }
        }
    }

    /** Runs a claimed message to its end, and settles it. Empty if its handler is asynchronous and not done yet. */
    Optional<TaskExecution> perform(Delivery delivery) {
        Worker present = worker();
        if (present == null) {
            throw new IllegalStateException("There is no task yet");
        }
        return perform(present, delivery);
    }

    private Optional<TaskExecution> perform(Worker present, Delivery delivery) {
        if (stage.faults().duplicates(delivery.message())) {
            duplicated.put(delivery.lease().token(), delivery);
        }
        BoundTask<?, ?> bound = present.handlers().find(delivery.message().task());
        if (bound == null || !bound.isAsync()) {
            TaskExecution execution = stage.journal().record(present.perform(delivery));
            stage.journal().throwOffence();
            return Optional.of(execution);
        }
        CompletableFuture<Execution> end = new CompletableFuture<>();
        present.start(delivery, end::complete);
        CompletableFuture<TaskExecution> recorded = end.thenApply(stage.journal()::record);
        try {
            return Optional.of(recorded.get(asyncPatience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Cannot record the end of " + delivery.message().summary(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Puts a claimed message back in its place, as if it had not been claimed. */
    void putBack(Delivery delivery) {
        broker.queues().settle(List.of(new Settlement.Release(delivery.lease(), Effects.NONE)));
    }

    /** When there may be something to claim, after a claim that found nothing. */
    synchronized @Nullable Instant nextAt() {
        return worker == null ? null : worker.nextAt();
    }

    /** Whether a claim may find what the last one did not find, though it is not {@link #nextAt()} yet. */
    boolean isSignalled() {
        return signalled;
    }

    /** How many attempts are running: asynchronous ones whose stage is not complete, or the one of the caller. */
    synchronized int running() {
        return (worker == null ? 0 : worker.running())
                + retired.stream().mapToInt(Worker::running).sum();
    }

    synchronized void stopClaiming() {
        if (worker != null) {
            worker.stopClaiming();
        }
    }

    @Override
    public synchronized void close() {
        retired.forEach(Worker::close);
        retired.clear();
        if (worker != null) {
            worker.close();
        }
    }
}
