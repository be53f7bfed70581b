package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Consumer;
import io.alsek.broker.Delivery;
import io.alsek.event.TaskEvent;
import io.alsek.spi.BackendException;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.Settlement;
import io.alsek.spi.Subscription;
import io.alsek.task.BoundTask;
import io.alsek.task.CancelReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker, made of steps: {@link #claim} messages, {@link #perform} each. It has no threads of its own and does
 * nothing until a step is taken, whoever takes it: the threads of a {@link WorkerPool}, a test, or a simulation.
 *
 * <p>While attempts run, it keeps their leases alive and watches their timeouts, by timers of its timekeeper.
 * Thread-safe.
 */
public final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Broker broker;
    private final Handlers handlers;
    private final WorkerOptions options;
    private final Intake intake;

    /** {@code null} if none of the tasks has a limit. */
    private final @Nullable Limits limits;

    private final Calls calls;
    private final Settler settler;
    private final Running running;
    private final Housekeeping housekeeping;

    /** How attempts tell the backend of themselves without waiting; {@code null} = each waits. Set before they run. */
    private @Nullable Reports reports;

    /**
     * A worker at rest.
     *
     * @param housekeeper runs heartbeats, sweeps and overdue settlements, none of which may hold up the timekeeper
     */
    public Worker(
            Broker broker, Handlers handlers, Subscription subscription, WorkerOptions options, Executor housekeeper) {
        this(broker, handlers, subscription, options, housekeeper, new HandlerCall(broker.environment()));
    }

    /**
     * A worker whose handlers are called in a way of their own.
     */
    Worker(
            Broker broker,
            Handlers handlers,
            Subscription subscription,
            WorkerOptions options,
            Executor housekeeper,
            Calls calls) {
        this.broker = broker;
        this.handlers = handlers;
        this.options = options;
        this.intake = new Intake(broker, subscription, Limits.routesOf(handlers.names()), Limits.routes(handlers));
        this.limits = Limits.areIn(handlers) ? new Limits(broker, handlers, options, intake, housekeeper) : null;
        this.calls = calls;
        this.settler = new Settler(broker, options.name());
        this.running = new Running(broker, options, settler, housekeeper);
        this.housekeeping = new Housekeeping(broker, housekeeper);
        if (limits != null) {
            running.onEnd(limits::left);
        }
    }

    /** {@return its name} */
    public String name() {
        return options.name();
    }

    /** {@return the tasks that it runs} */
    public Handlers handlers() {
        return handlers;
    }

    /** {@return how many attempts are running} */
    public int running() {
        return running.size();
    }

    /** Says whom to tell when there may be something to claim, after a claim that left nothing. */
    public void onReady(Runnable signal) {
        intake.onReady(signal);
    }

    /** Lets messages be brought to whoever claims, who must be ready to run as many as the latest claim asked for. */
    void standBy() {
        intake.standBy();
    }

    /** Says whom to tell of deliveries, and their threads, whose handler does not react to its interruption. */
    void onAbandoned(BiConsumer<Delivery, @Nullable Thread> observer) {
        running.onAbandoned(observer);
    }

    /** {@return when, after a claim that found nothing, there may be something without a signal} */
    public @Nullable Instant nextAt() {
        return intake.nextAt();
    }

    /** Begins to look, now and then, for messages that expired while nobody took them. */
    public void startHousekeeping() {
        housekeeping.start();
    }

    /**
     * Claims up to {@code max} messages that are ready now. Each must then be performed.
     *
     * @throws BackendException if the backend failed
     */
    public Consumer.Batch claim(int max) {
        return intake.poll(max, options.lease());
    }

    /** Runs a claimed message on the calling thread, to its end, and settles it. */
    public Execution perform(Delivery delivery) {
        Attempt attempt = begin(delivery);
        if (attempt == null) {
            return notMine(delivery);
        }
        Returned returned = handle(attempt);
        return execution(attempt, end(attempt, returned, attempt.runsNoMore()));
    }

    private Returned handle(Attempt attempt) {
        attempt.runsOn(Thread.currentThread());
        Returned returned = calls.run(attempt.bound(), new AttemptContext(broker, attempt, options.lease()));
        if (attempt.runsNoMore() != null) {
            Thread.interrupted(); // meant for the handler, which is over
        }
        return returned;
    }

    /**
     * Runs a claimed message on the calling thread. Its settlement may still be under way when this returns, if the
     * worker shares calls.
     */
    void performSoon(Delivery delivery) {
        if (reports == null) {
            perform(delivery);
            return;
        }
        Attempt attempt = begin(delivery);
        if (attempt == null) {
            notMine(delivery);
            return;
        }
        Returned returned = handle(attempt);
        endSoon(attempt, returned, reports, outcome -> {});
    }

    /** Lets attempts share the calls by which they tell the backend of themselves. Before anything runs. */
    void shareCalls(Reports shared) {
        reports = shared;
    }

    /** Returns once all that attempts have told the backend of themselves has reached it. */
    void flushReports() {
        if (reports != null) {
            reports.flush();
        }
    }

    /**
     * Starts a claimed message whose handler is asynchronous.
     *
     * @param onEnd told at its end, on the thread that brings it about
     */
    public void start(Delivery delivery, java.util.function.Consumer<Execution> onEnd) {
        Attempt attempt = begin(delivery);
        if (attempt == null) {
            onEnd.accept(notMine(delivery));
            return;
        }
        calls.start(
                attempt.bound(), new AttemptContext(broker, attempt, options.lease()), attempt::runsWith, returned -> {
                    if (reports == null) {
                        onEnd.accept(execution(attempt, end(attempt, returned, attempt.runsNoMore())));
                    } else {
                        endSoon(attempt, returned, reports, outcome -> onEnd.accept(execution(attempt, outcome)));
                    }
                });
    }

    /** Registers the attempt and says that it is running; {@code null} if it is not to be run here, or now. */
    private @Nullable Attempt begin(Delivery delivery) {
        BoundTask<?, ?> bound = handlers.find(delivery.message().task());
        if (bound == null) {
            return null;
        }
        Instant now = broker.now();
        Attempt attempt = new Attempt(delivery, bound, now);
        if (limits != null && !limits.admit(attempt)) {
            return null;
        }
        if (!running.add(attempt)) {
            return null; // before anybody is told that it runs
        }
        Effects effects = broker.transitions().running(delivery.message(), now, null);
        boolean overdue = !now.isBefore(delivery.lease().expiresAt()); // it had to wait for its turn
        if (overdue || !effects.equals(Effects.NONE)) {
            Extension extension = new Extension(delivery.lease(), options.lease(), effects);
            if (reports != null && !overdue) {
                attempt.beforeProgress(reports::flush);
                reports.begun(attempt, extension);
            } else if (!isHeld(extension, attempt, overdue)) {
                running.remove(attempt);
                return null;
            }
        }
        if (broker.environment().events().areHeard()) {
            broker.environment().events().tell(new TaskEvent.Started(delivery.message(), now, name()));
        }
        return attempt;
    }

    /**
     * If the backend cannot be told, an attempt whose lease is fresh begins all the same: given back it would be claimed
     * again at once, and so on. The heartbeat finds out should the lease be lost.
     */
    private boolean isHeld(Extension extension, Attempt attempt, boolean overdue) {
        try {
            boolean held = broker.queues().extend(List.of(extension)).get(0) == LeaseState.HELD;
            if (held) {
                attempt.leasedUntil(attempt.startedAt().plus(options.lease()));
            }
            return held;
        } catch (BackendException e) {
            LOG.warn(
                    overdue ? "Cannot begin {}; it is given back" : "Cannot record that {} is running; it runs",
                    extension.lease().key(),
                    e);
            return !overdue;
        }
    }

    private Outcome end(Attempt attempt, Returned returned, @Nullable CancelReason cancelled) {
        try {
            return attempt.decide()
                    ? settler.settle(attempt, returned, cancelled)
                    : new Outcome.Discarded(reasonOf(attempt)); // somebody else settled it long ago
        } catch (BackendException e) {
            return notSettled(attempt, e);
        } finally {
            running.remove(attempt);
        }
    }

    private void endSoon(
            Attempt attempt, Returned returned, Reports shared, java.util.function.Consumer<Outcome> onEnd) {
        java.util.function.Consumer<@Nullable Outcome> ended = outcome -> {
            running.remove(attempt);
            onEnd.accept(outcome == null ? new Outcome.Discarded(CancelReason.LEASE_LOST) : outcome);
        };
        if (!attempt.decide()) {
            ended.accept(new Outcome.Discarded(reasonOf(attempt)));
            return;
        }
        try {
            settler.settleSoon(attempt, returned, attempt.runsNoMore(), shared, ended);
        } catch (BackendException e) {
            ended.accept(notSettled(attempt, e));
        }
    }

    private static Outcome notSettled(Attempt attempt, BackendException e) {
        LOG.error(
                "Cannot settle {}; it will be delivered again once its lease runs out",
                attempt.message().summary(),
                e);
        return new Outcome.Discarded(CancelReason.LEASE_LOST);
    }

    private Execution execution(Attempt attempt, Outcome outcome) {
        return new Execution(attempt.message(), name(), attempt.startedAt(), broker.now(), outcome);
    }

    private static CancelReason reasonOf(Attempt attempt) {
        CancelReason reason = attempt.cancelReason();
        return reason == null ? CancelReason.LEASE_LOST : reason;
    }

    /** The message was lost before it began, or nobody here can run it, or not now: it goes back to its place. */
    private Execution notMine(Delivery delivery) {
        Outcome outcome = new Outcome.Discarded(CancelReason.LEASE_LOST);
        try {
            Settlement release = new Settlement.Release(delivery.lease(), Effects.NONE);
            if (broker.queues().settle(List.of(release)).get(0) == LeaseState.HELD) {
                outcome = new Outcome.Released();
            }
        } catch (BackendException e) {
            LOG.warn(
                    "Cannot give {} back; its lease will run out",
                    delivery.message().summary(),
                    e);
        }
        Instant now = broker.now();
        return new Execution(delivery.message(), name(), now, now, outcome);
    }

    /**
     * Keeps a claimed message alive while it has to wait for its turn, as for the one main thread of a pool. Must be
     * followed by {@link #performHeld}.
     */
    void hold(Delivery delivery) {
        running.hold(delivery);
    }

    /** Its turn has come; returns whether it is still there to be run. */
    boolean endHold(Delivery delivery) {
        return running.endHold(delivery);
    }

    /** Runs a message that had to wait for its turn, unless it was given back or lost meanwhile. */
    Execution performHeld(Delivery delivery) {
        if (running.endHold(delivery)) {
            return perform(delivery);
        }
        Instant now = broker.now();
        return new Execution(delivery.message(), name(), now, now, new Outcome.Released());
    }

    /** Gives back a message that had to wait for its turn, and will not get it here. */
    void releaseHeld(Delivery delivery) {
        running.release(delivery);
    }

    /** Gives back what waits for its turn; what runs goes on. */
    void releaseWaiting() {
        running.releaseWaiting();
    }

    /** Claims nothing any more; what runs goes on. */
    public void stopClaiming() {
        intake.close();
    }

    /** Waits until nothing runs any more; returns whether that was so within {@code patience}. */
    public boolean drain(Duration patience) throws InterruptedException {
        return running.drain(patience);
    }

    /** Interrupts all that runs, because the pool is being stopped. */
    public void cancelAll() {
        running.cancelAll(CancelReason.SHUTDOWN);
    }

    /** Gives back whatever still runs. Its handlers may go on, but what they do counts for nothing. */
    public void releaseAll() {
        running.releaseAll();
    }

    /** Claims nothing any more, gives back what still runs, and ends the heartbeats. Closing twice is harmless. */
    @Override
    public void close() {
        stopClaiming();
        running.refuse();
        releaseAll();
        if (reports != null) {
            reports.close();
        }
        running.close();
        if (limits != null) {
            limits.close();
        }
        housekeeping.close();
    }
}
