package io.alsek.worker;

import io.alsek.spi.BackendException;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Settlement;
import io.alsek.task.CancelReason;
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
 * <p>The reports of one attempt keep their order. Thread-safe.
 */
final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private static final int MOST_TOGETHER = 250;

    private final QueueStore queues;
    private final Executor courier;
    private final Queue<Report> pending = new ConcurrentLinkedQueue<>();

    /** Held by whoever makes a call, so that there is one at a time. */
    private final ReentrantLock calling = new ReentrantLock();

    /** Whether the courier was called and has not begun. */
    private final AtomicBoolean called = new AtomicBoolean();

    /**
     * @param queues where it all goes
     * @param courier runs the calls for those who did not wait, one at a time
     */
    Reports(QueueStore queues, Executor courier) {
        this.queues = queues;
        this.courier = courier;
    }

    private sealed interface Report permits Begun, Ended {}

    private record Begun(Attempt attempt, Extension extension) implements Report {}

    private record Ended(Settlement settlement, Consumer<@Nullable Boolean> then) implements Report {}

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
     * @param then told whether the settlement counts; {@code null} if the backend failed. On whatever thread made the
     *     call, after it
     */
    void ended(Settlement settlement, Consumer<@Nullable Boolean> then) {
        leave(new Ended(settlement, then));
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

    private void settle(List<Ended> ends, List<Runnable> consequences) {
        List<Settlement> settlements = ends.stream().map(Ended::settlement).toList();
        try {
            tell(ends, queues.settle(settlements), false, consequences);
        } catch (BackendException e) {
            LOG.warn("Settling {} messages failed, trying once more", ends.size(), e);
            settleAgain(ends, e instanceof BackendException.OutcomeUnknown, consequences);
        } catch (RuntimeException e) {
            settleEach(ends, e, consequences);
        }
    }

    /**
     * After an unknown outcome, not holding a lease any more means that the first call took effect.
     *
     * @param unknown whether the first call may have taken effect
     */
    private void settleAgain(List<Ended> ends, boolean unknown, List<Runnable> consequences) {
        try {
            tell(ends, queues.settle(ends.stream().map(Ended::settlement).toList()), unknown, consequences);
        } catch (RuntimeException e) {
            settleEach(ends, e, consequences);
        }
    }

    /** One of them cannot be told to the backend: that is to do no harm to the others. */
    private void settleEach(List<Ended> ends, RuntimeException failure, List<Runnable> consequences) {
        if (failure instanceof BackendException || ends.size() == 1) {
            LOG.error(
                    "Cannot settle {} messages; they will be delivered again once their leases run out",
                    ends.size(),
                    failure);
            ends.forEach(end -> consequences.add(() -> tell(end, null)));
        } else {
            ends.forEach(end -> settle(List.of(end), consequences));
        }
    }

    private static void tell(
            List<Ended> ends, List<LeaseState> states, boolean regardless, List<Runnable> consequences) {
        for (int i = 0; i < states.size(); i++) {
            Ended end = ends.get(i);
            boolean counts = regardless || states.get(i) == LeaseState.HELD;
            consequences.add(() -> tell(end, counts));
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
