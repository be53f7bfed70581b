package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Transitions;
import io.alsek.spi.BackendException;
import io.alsek.spi.Effects;
import io.alsek.spi.EventBus;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.task.CancelReason;
import io.alsek.time.TimerKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts that are running, and all that must happen to them from outside: heartbeats, timeouts, revocations and
 * the end of the pool. Thread-safe.
 *
 * <p>Timers do not act themselves but hand over to the housekeeper, because they may have to talk to the backend.
 */
final class Running {

    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Broker broker;
    private final WorkerOptions options;
    private final Settler settler;
    private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();

    /** By lease token, what was claimed and waits for its turn. Whoever removes one decides what becomes of it. */
    private final Map<String, Delivery> waiting = new ConcurrentHashMap<>();

    /** How often the leases of what runs are prolonged. */
    private final Duration beatInterval;

    private final Alarm heartbeat;
    private final Alarm watchdog;
    private final Optional<EventBus.Registration> revocations;

    private volatile BiConsumer<Delivery, @Nullable Thread> onAbandoned = (delivery, thread) -> {};

    private volatile Consumer<Attempt> onEnd = attempt -> {};

    /** Once true, never false again: nothing may begin any more. */
    private volatile boolean closing;

    /** Completed when nothing runs; there is one only while somebody drains. */
    private volatile @Nullable CompletableFuture<Boolean> drained;

    Running(Broker broker, WorkerOptions options, Settler settler, Executor housekeeper) {
        this.broker = broker;
        this.options = options;
        this.settler = settler;
        this.beatInterval = options.lease().dividedBy(3);
        var time = broker.environment().time();
        this.heartbeat = new Alarm(
                time, TimerKind.BACKGROUND, "heartbeat of " + options.name(), () -> housekeeper.execute(this::beat));
        this.watchdog = new Alarm(
                time, TimerKind.BACKGROUND, "timeouts of " + options.name(), () -> housekeeper.execute(this::watch));
        this.revocations = broker.backend()
                .events()
                .map(bus ->
                        bus.subscribe(Transitions.REVOCATIONS, id -> revoked(new String(id, StandardCharsets.UTF_8))));
    }

    void onAbandoned(BiConsumer<Delivery, @Nullable Thread> observer) {
        onAbandoned = observer;
    }

    /** Says whom to tell of attempts that have ended. */
    void onEnd(Consumer<Attempt> observer) {
        onEnd = observer;
    }

    /** Adds an attempt that is about to begin; returns whether it may. */
    boolean add(Attempt attempt) {
        attempts.add(attempt);
        if (closing && attempt.decide()) {
            remove(attempt);
            return false;
        }
        heartbeat.noLaterThan(attempt.leasedUntil().minus(options.lease()).plus(beatInterval));
        Instant deadline = attempt.deadline();
        if (deadline != null) {
            watchdog.noLaterThan(deadline);
        }
        return true;
    }

    void remove(Attempt attempt) {
        attempts.remove(attempt);
        onEnd.accept(attempt);
        CompletableFuture<Boolean> waiting = drained;
        if (waiting != null && attempts.isEmpty()) {
            waiting.complete(true);
        }
    }

    int size() {
        return attempts.size();
    }

    /** Keeps the lease of a delivery alive until its turn comes. */
    void hold(Delivery delivery) {
        waiting.put(delivery.lease().token(), delivery);
        heartbeat.noLaterThan(broker.now().plus(beatInterval));
    }

    /** Its turn has come; returns whether it is still there to be run. */
    boolean endHold(Delivery delivery) {
        return waiting.remove(delivery.lease().token()) != null;
    }

    /** Extends the leases that need it, all in one operation. Short attempts never come here. */
    private void beat() {
        Instant now = broker.now();
        List<Attempt> due = new ArrayList<>();
        List<Extension> extensions = new ArrayList<>();
        Instant fresh = now.plus(options.lease()).minus(beatInterval.dividedBy(2));
        for (Attempt attempt : attempts) {
            if (!attempt.isDecided() && attempt.leasedUntil().isBefore(fresh)) {
                due.add(attempt);
                extensions.add(attempt.extension(options.lease(), Effects.NONE));
            }
        }
        if (!due.isEmpty()) {
            extend(due, extensions, now);
        }
        if (!waiting.isEmpty()) {
            extendWaiting(List.copyOf(waiting.values()));
        }
        if (!attempts.isEmpty() || !waiting.isEmpty()) {
            heartbeat.noLaterThan(now.plus(beatInterval));
        }
    }

    private void extend(List<Attempt> due, List<Extension> extensions, Instant now) {
        try {
            List<LeaseState> states = broker.queues().extend(extensions);
            for (int i = 0; i < states.size(); i++) {
                if (states.get(i) == LeaseState.HELD) {
                    due.get(i).leasedUntil(now.plus(options.lease()));
                } else {
                    due.get(i).cancel(CancelReason.LEASE_LOST);
                }
            }
        } catch (BackendException e) {
            LOG.warn("The heartbeat of {} failed; it is tried again", options.name(), e);
            // A lease that has run out may be somebody else's by now, whether the backend can be asked or not.
            due.stream()
                    .filter(attempt -> !attempt.leasedUntil().isAfter(now))
                    .forEach(attempt -> attempt.cancel(CancelReason.LEASE_LOST));
        }
    }

    private void extendWaiting(List<Delivery> held) {
        List<Extension> extensions = held.stream()
                .map(delivery -> Extension.of(delivery.lease(), options.lease()))
                .toList();
        try {
            List<LeaseState> states = broker.queues().extend(extensions);
            for (int i = 0; i < states.size(); i++) {
                if (states.get(i) != LeaseState.HELD) {
                    endHold(held.get(i));
                }
            }
        } catch (BackendException e) {
            LOG.warn("The heartbeat of {} failed; it is tried again", options.name(), e);
        }
    }

    /** Interrupts what is overdue, and settles what was interrupted and did not obey. */
    private void watch() {
        Instant now = broker.now();
        for (Attempt attempt : attempts) {
            Instant deadline = attempt.deadline();
            if (deadline == null || attempt.isDecided()) {
                continue;
            }
            Instant lastCall = deadline.plus(options.interruptGrace());
            if (now.isBefore(deadline)) {
                watchdog.noLaterThan(deadline);
            } else if (now.isBefore(lastCall)) {
                attempt.cancel(CancelReason.TIMEOUT);
                watchdog.noLaterThan(lastCall);
            } else {
                attempt.cancel(CancelReason.TIMEOUT);
                abandon(attempt);
            }
        }
    }

    /** Settles in place of a handler that does not come back. */
    private void abandon(Attempt attempt) {
        if (!attempt.decide()) {
            return;
        }
        LOG.warn(
                "{} does not react to its interruption; it is settled without it, and its thread is given up",
                attempt.message().summary());
        try {
            settler.settleTimeout(attempt);
        } catch (BackendException e) {
            LOG.error(
                    "Cannot settle {}; its lease will run out",
                    attempt.message().summary(),
                    e);
        } finally {
            remove(attempt);
            onAbandoned.accept(attempt.delivery(), attempt.thread());
        }
    }

    private void revoked(String id) {
        for (Attempt attempt : attempts) {
            if (attempt.message().id().equals(id)) {
                attempt.cancel(CancelReason.REVOKED);
            }
        }
    }

    boolean drain(Duration patience) throws InterruptedException {
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        drained = waiting;
        if (attempts.isEmpty()) {
            waiting.complete(true);
        }
        return waiting.isDone()
                || broker.environment().time().await("the end of what " + options.name() + " runs", waiting, patience);
    }

    void cancelAll(CancelReason reason) {
        attempts.forEach(attempt -> attempt.cancel(reason));
    }

    /** Gives back what waits for its turn. */
    void releaseWaiting() {
        List.copyOf(waiting.values()).forEach(this::release);
    }

    /** Gives back what waits for its turn, if it still does. */
    void release(Delivery delivery) {
        if (!endHold(delivery)) {
            return;
        }
        try {
            settler.giveBack(delivery);
        } catch (BackendException e) {
            LOG.warn(
                    "Cannot give {} back; its lease will run out",
                    delivery.message().summary(),
                    e);
        }
    }

    void releaseAll() {
        releaseWaiting();
        for (Attempt attempt : attempts) {
            if (attempt.decide()) {
                try {
                    settler.settleShutdown(attempt);
                } catch (BackendException e) {
                    LOG.warn(
                            "Cannot give {} back; its lease will run out",
                            attempt.message().summary(),
                            e);
                } finally {
                    remove(attempt);
                }
            }
        }
    }

    /** Lets nothing begin any more. */
    void refuse() {
        closing = true;
    }

    void close() {
        heartbeat.turnOff();
        watchdog.turnOff();
        revocations.ifPresent(EventBus.Registration::close);
    }
}
