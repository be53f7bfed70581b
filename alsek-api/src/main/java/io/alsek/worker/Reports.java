package io.alsek.worker;

import io.alsek.spi.BackendException;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Settlement;
import io.alsek.task.CancelReason;
import io.alsek.time.Timekeeper;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the attempts of a pool have to tell a backend that is a round trip away: that they began, and how they ended.
 * Nobody waits for it: whoever has something to tell leaves it here and goes on with the next message. If no call is
 * under way that thread makes one, so that nothing waits for company; what gathers during a call goes together with
 * the next, made by a thread of the pool that is there for that.
 *
 * <p>If the backend fails, an end is told once more at once, and then again and again, as long as the lease of its attempt
 * holds: a server that is back by then hears of all that was done meanwhile, and nothing is run twice.
 *
 * <p>The reports of one attempt keep their order. Thread-safe.
 */
final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private static final int MOST_TOGETHER = 250;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 5;

    private final QueueStore queues;
    private final Executor courier;
    private final InstantSource clock;
    private final Queue<Report> pending = new ConcurrentLinkedQueue<>();

    /** What could not be told yet, until the alarm puts it back. */
    private final Queue<Ended> postponed = new ConcurrentLinkedQueue<>();

    private final Alarm alarm;

    /** Once true, never false again: nothing is postponed any more. */
    private volatile boolean closed;

    /** Held by whoever makes a call, so that there is one at a time. */
    private final ReentrantLock calling = new ReentrantLock();

    /** Whether the courier was called and has not begun. */
    private final AtomicBoolean called = new AtomicBoolean();

    /**
     * @param queues where it all goes
     * @param courier runs the calls for those who did not wait, one at a time
     * @param worker whose attempts they are
     */
    Reports(QueueStore queues, Executor courier, Timekeeper time, String worker) {
        this.queues = queues;
        this.courier = courier;
        this.clock = time;
        this.alarm =
                new Alarm(time, TimerKind.BACKGROUND, "settlements of " + worker, () -> courier.execute(this::resume));
    }

    private sealed interface Report permits Begun, Ended {}

    private record Begun(Attempt attempt, Extension extension) implements Report {}

    /**
     * An attempt that has ended.
     *
     * @param failures how often it could not be told
     * @param unknown whether one of those calls may have taken effect
     */
    private record Ended(
            Attempt attempt, Settlement settlement, Consumer<@Nullable Boolean> then, int failures, boolean unknown)
            implements Report {

        Ended failedBy(BackendException e) {
            return new Ended(
                    attempt, settlement, then, failures + 1, unknown || e instanceof BackendException.OutcomeUnknown);
        }
    }

    /**
     * An attempt begins. If its lease turns out to be lost it is cancelled. A status that nobody can have seen, because
     * the attempt has ended meanwhile, is not sent.
     */
    void begun(Attempt attempt, Extension extension) {
        leave(new Begun(attempt, extension));
    }

    /**
     * An attempt has ended.
     *
     * @param then told whether the settlement counts; {@code null} if the backend failed until the lease was over. On
     *     whatever thread made the call, after it
     */
    void ended(Attempt attempt, Settlement settlement, Consumer<@Nullable Boolean> then) {
        leave(new Ended(attempt, settlement, then, 0, false));
    }

    /** Tries once more to tell what could not be told, and gives up what still cannot. */
    void close() {
        closed = true;
        alarm.turnOff();
        resume();
    }

    private void resume() {
        for (Ended end = postponed.poll(); end != null; end = postponed.poll()) {
            pending.add(end);
        }
        flush();
    }

    /** Returns once all that was told before has reached the backend, or failed to. */
    void flush() {
        List<Runnable> consequences = new ArrayList<>();
        calling.lock();
        try {
            while (!pending.isEmpty()) {
                send(consequences);
            }
        } finally {
            calling.unlock();
        }
        callCourierIfNeeded();
        consequences.forEach(Runnable::run);
    }

    private void leave(Report report) {
        pending.add(report);
        if (!calling.tryLock()) {
            return; // whoever has the lock looks again after giving it back
        }
        List<Runnable> consequences = new ArrayList<>();
        try {
            send(consequences);
        } finally {
            calling.unlock();
        }
        callCourierIfNeeded();
        consequences.forEach(Runnable::run);
    }

    private void callCourierIfNeeded() {
        if (!pending.isEmpty() && called.compareAndSet(false, true)) {
            courier.execute(() -> {
                called.set(false);
                flush();
            });
        }
    }

    /** Makes one call for what is pending, under the lock; what follows from it is to be done after it. */
    private void send(List<Runnable> consequences) {
        List<Begun> beginnings = new ArrayList<>(0);
        List<Ended> ends = new ArrayList<>();
        while (beginnings.size() + ends.size() < MOST_TOGETHER) {
            Report report = pending.poll();
            if (report instanceof Begun begun) {
                if (!begun.attempt().isDecided()
                        || !begun.extension().effects().publications().isEmpty()) {
                    beginnings.add(begun);
                }
            } else if (report instanceof Ended ended) {
                ends.add(ended);
            } else {
                break;
            }
        }
        if (!beginnings.isEmpty()) {
            extend(beginnings);
        }
        if (!ends.isEmpty()) {
            settle(ends, consequences);
        }
    }

    private void extend(List<Begun> beginnings) {
        try {
            List<LeaseState> states =
                    queues.extend(beginnings.stream().map(Begun::extension).toList());
            for (int i = 0; i < states.size(); i++) {
                if (states.get(i) != LeaseState.HELD) {
                    beginnings.get(i).attempt().cancel(CancelReason.LEASE_LOST);
                }
            }
        } catch (RuntimeException e) {
            // They run all the same: their leases are fresh, and the heartbeat finds out should they be lost.
            LOG.warn("Cannot record that {} messages are running", beginnings.size(), e);
        }
    }

    /** After an unknown outcome, not holding a lease any more means that the first call took effect. */
    private void settle(List<Ended> ends, List<Runnable> consequences) {
        try {
            List<LeaseState> states =
                    queues.settle(ends.stream().map(Ended::settlement).toList());
            for (int i = 0; i < states.size(); i++) {
                Ended end = ends.get(i);
                boolean counts = end.unknown() || states.get(i) == LeaseState.HELD;
                consequences.add(() -> tell(end, counts));
            }
        } catch (BackendException e) {
            settleAgain(ends.stream().map(end -> end.failedBy(e)).toList(), e, consequences);
        } catch (RuntimeException e) {
            settleEach(ends, e, consequences);
        }
    }

    /** What has just failed for the first time is told once more at once, everything else later. */
    private void settleAgain(List<Ended> ends, BackendException e, List<Runnable> consequences) {
        List<Ended> atOnce = new ArrayList<>();
        List<Ended> later = new ArrayList<>();
        for (Ended end : ends) {
            if (end.failures() == 1) {
                atOnce.add(end);
            } else if (isWorthWaitingFor(end)) {
                later.add(end);
            } else {
                giveUp(end, e, consequences);
            }
        }
        if (!later.isEmpty()) {
            LOG.warn("{} messages cannot be settled yet; it is tried again: {}", later.size(), e.getMessage());
            later.forEach(this::postpone);
        }
        if (!atOnce.isEmpty()) {
            LOG.warn("Settling {} messages failed, trying once more", atOnce.size(), e);
            settle(atOnce, consequences);
        }
    }

    private boolean isWorthWaitingFor(Ended end) {
        return !closed && nextTry(end).isBefore(end.attempt().leasedUntil());
    }

    private Instant nextTry(Ended end) {
        return clock.instant().plus(SHORTEST_PAUSE.multipliedBy(1L << Math.min(end.failures() - 2, MOST_DOUBLINGS)));
    }

    private void postpone(Ended end) {
        postponed.add(end);
        alarm.noLaterThan(nextTry(end));
    }

    private static void giveUp(Ended end, RuntimeException failure, List<Runnable> consequences) {
        LOG.error(
                "Cannot settle {}; it will be delivered again once its lease runs out",
                end.settlement().lease().key(),
                failure);
        consequences.add(() -> tell(end, null));
    }

    /** One of them cannot be told to the backend: that is to do no harm to the others. */
    private void settleEach(List<Ended> ends, RuntimeException failure, List<Runnable> consequences) {
        if (ends.size() == 1) {
            giveUp(ends.get(0), failure, consequences);
        } else {
            ends.forEach(end -> settle(List.of(end), consequences));
        }
    }

    private static void tell(Ended end, @Nullable Boolean counts) {
        try {
            end.then().accept(counts);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "{} was settled, but what follows failed",
                    end.settlement().lease().key(),
                    e);
        }
    }
}
