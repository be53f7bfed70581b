package io.alsek.test;

import io.alsek.broker.Broker;
import io.alsek.broker.Consumer;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.message.Mechanism;
import io.alsek.spi.Effects;
import io.alsek.spi.Settlement;
import io.alsek.spi.Subscription;
import io.alsek.task.BoundTask;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    private final Journal journal;
    private final Executor housekeeper;
    private final Duration asyncPatience;
    private final List<Worker> retired = new ArrayList<>();
    private @Nullable Worker worker;
    private int version = -1;

    Crank(Broker broker, HandlerTable handlers, WorkerOptions options, Journal journal, Settings settings) {
        this.broker = broker;
        this.handlers = handlers;
        this.options = options;
        this.journal = journal;
        this.housekeeper = settings.housekeeper();
        this.asyncPatience = settings.asyncPatience();
    }

    /** How the crank treats what does not happen on its own thread. */
    record Settings(Executor housekeeper, Duration asyncPatience) {}

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
        worker = new Worker(broker, new Handlers(all), subscription, options, housekeeper);
        worker.startHousekeeping();
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

    /** Claims the next message that is ready now. */
    Optional<Delivery> claim() {
        Worker present = worker();
        return present == null ? Optional.empty() : claimFrom(present);
    }

    private static Optional<Delivery> claimFrom(Worker present) {
        for (int i = 0; i < MOST_EMPTY_CLAIMS; i++) {
            Consumer.Batch batch = present.claim(1);
            if (!batch.deliveries().isEmpty()) {
                return Optional.of(batch.deliveries().get(0));
            }
            if (!batch.more()) {
                return Optional.empty();
            }
        }
        throw new IllegalStateException("The backend keeps saying that there is more to claim, but hands out nothing");
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
        BoundTask<?, ?> bound = present.handlers().find(delivery.message().task());
        if (bound == null || !bound.isAsync()) {
            return Optional.of(journal.record(present.perform(delivery)));
        }
        CompletableFuture<Execution> end = new CompletableFuture<>();
        present.start(delivery, end::complete);
        CompletableFuture<TaskExecution> recorded = end.thenApply(journal::record);
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
