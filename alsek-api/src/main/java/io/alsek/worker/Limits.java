package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.lock.Locks;
import io.alsek.message.Mechanism;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that at most so many runs of a task are going on everywhere as its {@code maxConcurrency} says. Thread-safe.
 *
 * <ol>
 *   <li>Before a run its worker takes a permit of the task, from a semaphore in the backend.
 *   <li>If there is none, the message goes back to its place, and the worker shuts the gate of the task: it claims other
 *       tasks only, so that no slot is occupied and no message is claimed in vain.
 *   <li>The gate opens when a permit is said to be free, or when the first of those that were taken runs out.
 * </ol>
 */
final class Limits implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);

    /** When to look again if nobody says when there may be a permit. */
    private static final Duration UNTOLD = Duration.ofSeconds(1);

    private final Broker broker;
    private final LockStore store;
    private final Duration lease;
    private final Intake intake;

    /** By the name of the task. */
    private final Map<String, Limit> limits = new LinkedHashMap<>();

    private final List<EventBus.Registration> registrations = new ArrayList<>();

    Limits(Broker broker, Handlers handlers, WorkerOptions options, Intake intake, Executor housekeeper) {
        this.broker = broker;
        this.lease = options.lease();
        this.intake = intake;
        this.store = broker.backend()
                .locks()
                .orElseThrow(() -> new IllegalArgumentException("The tasks " + namesOf(handlers)
                        + " limit how many may run at a time, but this backend has no locks; use one that has,"
                        + " or drop maxConcurrency"));
        for (Task<?, ?> task : limited(handlers)) {
            String label = "permits of " + task.name() + " for " + options.name();
            Alarm alarm = new Alarm(
                    broker.environment().time(),
                    TimerKind.FOREGROUND,
                    label,
                    () -> housekeeper.execute(() -> intake.open(task.name())));
            limits.put(task.name(), new Limit(task, alarm));
        }
        broker.backend().events().ifPresent(this::listen);
    }

    private void listen(EventBus bus) {
        for (Limit limit : limits.values()) {
            registrations.add(bus.subscribe(Locks.channel(limit.lock), new ChannelListener() {
                @Override
                public void onMessage(byte[] payload) {
                    intake.open(limit.task);
                }

                @Override
                public void onGap() {
                    intake.open(limit.task);
                }
            }));
        }
    }

    /** One limited task. */
    private static final class Limit {

        final String task;
        final String lock;
        final int most;
        final Alarm alarm;
        final AtomicInteger runningHere = new AtomicInteger();

        Limit(Task<?, ?> task, Alarm alarm) {
            this.task = task.name();
            this.lock = Locks.ofRuns(task.name());
            this.most = task.maxConcurrency().orElseThrow();
            this.alarm = alarm;
        }
    }

    static boolean areIn(Handlers handlers) {
        return !limited(handlers).isEmpty();
    }

    private static List<? extends Task<?, ?>> limited(Handlers handlers) {
        return handlers.all().stream()
                .map(BoundTask::task)
                .filter(task -> task.maxConcurrency().isPresent())
                .toList();
    }

    private static List<String> namesOf(Handlers handlers) {
        return limited(handlers).stream().map(Task::name).toList();
    }

    /** The names under which messages of the limited tasks may wait, whatever pool they are for. */
    static Map<String, Set<String>> routes(Handlers handlers) {
        Map<String, Set<String>> routes = new LinkedHashMap<>();
        limited(handlers).forEach(task -> routes.put(task.name(), routesOf(task.allNames())));
        return routes;
    }

    static Set<String> routesOf(Iterable<String> names) {
        Set<String> routes = new LinkedHashSet<>();
        for (String name : names) {
            for (Mechanism mechanism : Mechanism.values()) {
                routes.add(Envelope.route(name, mechanism));
            }
        }
        return routes;
    }

    /** Takes a permit for an attempt, if its task needs one; returns whether it may run. */
    boolean admit(Attempt attempt) {
        Limit limit = limits.get(attempt.bound().task().name());
        if (limit == null) {
            return true;
        }
        Delivery delivery = attempt.delivery();
        if (intake.isShut(limit.task)) {
            return false; // claimed together with one that was refused; whoever shut the gate sees to its opening
        }
        try {
            if (!isGranted(limit, delivery)) {
                // Shut first, look again then: a permit that is freed in between is seen, and one freed later is heard
                // of.
                intake.shut(limit.task);
                if (!isGranted(limit, delivery)) {
                    openLater(limit);
                    return false;
                }
                intake.open(limit.task);
            }
        } catch (BackendException e) {
            LOG.warn(
                    "Cannot take a permit for {}; it is given back",
                    delivery.message().summary(),
                    e);
            intake.shut(limit.task);
            limit.alarm.noLaterThan(now().plus(UNTOLD));
            return false;
        }
        attempt.permittedBy(new Permit(limit.lock, delivery.lease().token(), Locks.freed(limit.lock)));
        if (limit.runningHere.incrementAndGet() >= limit.most) {
            intake.shut(limit.task); // there cannot be another one
            if (limit.runningHere.get() < limit.most) {
                intake.open(limit.task); // one has ended meanwhile
            }
        }
        return true;
    }

    private boolean isGranted(Limit limit, Delivery delivery) {
        return store.acquire(new LockRequest(limit.lock, delivery.lease().token(), lease, limit.most))
                .isPresent();
    }

    private void openLater(Limit limit) {
        List<LockGrant> holders = store.holders(limit.lock);
        Instant storesNow = broker.now();
        Instant next = now().plus(registrations.isEmpty() ? UNTOLD : lease);
        for (LockGrant holder : holders) {
            Instant over = now().plus(Duration.between(storesNow, holder.expiresAt()));
            next = over.isBefore(next) ? over : next;
        }
        limit.alarm.noLaterThan(holders.size() < limit.most ? now() : next);
    }

    private Instant now() {
        return broker.environment().time().instant();
    }

    /** A run has ended, one way or another. */
    void left(Attempt attempt) {
        Permit permit = attempt.permit();
        Limit limit = limits.get(attempt.bound().task().name());
        if (permit == null || limit == null || !permit.end()) {
            return;
        }
        limit.runningHere.decrementAndGet();
        if (!permit.isGivenBack()) {
            giveBack(permit);
        }
        intake.open(limit.task);
    }

    /** The message was not settled by this worker; somebody else may have it, or nobody any more. */
    private void giveBack(Permit permit) {
        try {
            if (store.release(permit.lock(), permit.owner())) {
                broker.backend().events().ifPresent(bus -> bus.publish(List.of(permit.freed())));
            }
        } catch (BackendException | IllegalStateException e) {
            LOG.debug("A permit of {} was not given back; it runs out with the lease", permit.lock(), e);
        }
    }

    @Override
    public void close() {
        limits.values().forEach(limit -> limit.alarm.turnOff());
        registrations.forEach(EventBus.Registration::close);
    }
}
