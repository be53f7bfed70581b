package io.alsek.worker;

import io.alsek.broker.Delivery;
import io.alsek.message.Mechanism;
import io.alsek.message.Message;
import io.alsek.message.MessageSettings;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.task.BoundTask;
import io.alsek.task.CancelReason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that is being run. Thread-safe.
 *
 * <p>Two things are decided once: why it is to stop ({@link #cancel}: the first reason stands), and who settles it
 * ({@link #decide}: the first caller). Whoever runs the handler normally settles; the watchdog or a stopping pool does
 * when the handler does not come back.
 */
final class Attempt {

    private final Delivery delivery;
    private final BoundTask<?, ?> bound;
    private final Instant startedAt;
    private final @Nullable Instant deadline;
    private final AtomicBoolean decided = new AtomicBoolean();

    private volatile @Nullable CancelReason cancelReason;

    /** The thread that runs the handler, if one is occupied by it. */
    private volatile @Nullable Thread thread;

    /** How to interrupt whatever runs the handler; guarded by this, {@code null} while nothing does. */
    private @Nullable Runnable interruption;

    /** When the lease runs out unless extended; written by whoever extended it, read by the heartbeat. */
    private volatile Instant leasedUntil;

    /** The permit under which it runs, if its task needs one; set before the handler runs. */
    private volatile @Nullable Permit permit;

    /** Brings out what was said of this attempt before; set before the handler runs. */
    private Runnable beforeProgress = () -> {};

    Attempt(Delivery delivery, BoundTask<?, ?> bound, Instant startedAt) {
        this.delivery = delivery;
        this.bound = bound;
        this.startedAt = startedAt;
        MessageSettings settings = message().settings();
        // A process can be killed whatever its main thread is at.
        boolean enforced = !settings.mainThread() || settings.mechanism() == Mechanism.PROCESS;
        this.deadline = enforced ? startedAt.plus(settings.timeout()) : null;
        this.leasedUntil = delivery.lease().expiresAt();
    }

    Delivery delivery() {
        return delivery;
    }

    Message message() {
        return delivery.message();
    }

    BoundTask<?, ?> bound() {
        return bound;
    }

    Instant startedAt() {
        return startedAt;
    }

    /** When it is overdue; {@code null} = never. */
    @Nullable
    Instant deadline() {
        return deadline;
    }

    Instant leasedUntil() {
        return leasedUntil;
    }

    void leasedUntil(Instant instant) {
        leasedUntil = instant;
    }

    /** Says what must be done before the attempt reports progress, so that reports keep their order. */
    void beforeProgress(Runnable preparation) {
        beforeProgress = preparation;
    }

    void prepareProgress() {
        beforeProgress.run();
    }

    void permittedBy(Permit granted) {
        permit = granted;
    }

    @Nullable
    Permit permit() {
        return permit;
    }

    /** What prolongs the lease of this attempt. */
    Extension extension(Duration lease, Effects effects) {
        Permit mine = permit;
        return new Extension(delivery.lease(), lease, mine == null ? effects : mine.renewedWith(effects, lease));
    }

    @Nullable
    CancelReason cancelReason() {
        return cancelReason;
    }

    /** Says that the handler runs from now on, on this thread. */
    void runsOn(Thread handlerThread) {
        thread = handlerThread;
        runsWith(handlerThread::interrupt);
    }

    @Nullable
    Thread thread() {
        return thread;
    }

    /** Says that the handler runs from now on, and how to interrupt it. */
    synchronized void runsWith(Runnable howToInterrupt) {
        interruption = howToInterrupt;
        if (cancelReason != null) {
            howToInterrupt.run();
        }
    }

    /**
     * Says that the handler does not run any more: from now on nobody is interrupted.
     *
     * @return why it was to stop, if it was; a reason that comes later comes too late
     */
    synchronized @Nullable CancelReason runsNoMore() {
        interruption = null;
        return cancelReason;
    }

    /** Lets it stop: the context says so from now on, and the handler is interrupted. Only the first reason counts. */
    synchronized void cancel(CancelReason reason) {
        if (cancelReason != null) {
            return;
        }
        cancelReason = reason;
        if (interruption != null) {
            interruption.run();
        }
    }

    /** Claims the right to settle; only the first caller gets it. */
    boolean decide() {
        return decided.compareAndSet(false, true);
    }

    boolean isDecided() {
        return decided.get();
    }
}
