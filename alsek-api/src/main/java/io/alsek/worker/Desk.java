package io.alsek.worker;

import io.alsek.broker.Consumer;
import io.alsek.broker.Delivery;
import io.alsek.spi.BackendException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads of a pool get their messages. On a backend in this process each thread claims its own. On a remote
 * one a single call claims for all threads that are idle; what it brings lies here until they come for it, which they
 * do at once. A thread that is awake and done before another has woken takes that one's message.
 *
 * <p>Invariant: the messages that lie here, and those asked for by a call under way, are never more than the idle
 * threads. Thread-safe.
 */
final class Desk {

    private final PoolLife life;
    private final Worker worker;
    private final boolean forAll;
    private final IdlePause idle;
    private final Bell bell;
    private final Queue<Delivery> claimed = new ConcurrentLinkedQueue<>();

    /** Set while a call that claims for all is under way. */
    private final AtomicBoolean claiming = new AtomicBoolean();

    /** So many idle threads are worth a call before the desk is empty, if there is more to claim. */
    private final int many;

    /** Whether the last call that claimed for all left something. */
    private volatile boolean more;

    /**
     * Whether there may be something that no claim has looked for yet. A thread that is woken while another one claims
     * can only go back to sleep; so whoever claims looks here at the end.
     */
    private volatile boolean unseen;

    /** How many threads are idle and have no message claimed for them. */
    private final AtomicInteger unprovided;

    /**
     * An empty desk.
     *
     * @param threads how many threads there are, all idle
     * @param forAll whether one call claims for all of them
     */
    Desk(PoolLife life, int threads, boolean forAll, IdlePause idle, Bell bell) {
        this.life = life;
        this.worker = life.worker();
        this.forAll = forAll;
        this.idle = idle;
        this.bell = bell;
        this.unprovided = new AtomicInteger(threads);
        this.many = Math.max(2, threads / 2);
    }

    /** There may be something to claim which the claim under way, if there is one, does not bring. */
    void mayHaveMore() {
        unseen = true;
        bell.ring();
    }

    /** A thread that had taken a message can take another. */
    void threadIsFree() {
        unprovided.incrementAndGet();
    }

    /**
     * Gives the calling thread a message, or {@code null} if it has to look again, perhaps after a sleep.
     *
     * @throws IllegalStateException if the worker does not claim any more
     */
    @Nullable
    Delivery take() throws InterruptedException {
        if (!forAll) {
            return firstOf(claim(1));
        }
        if (more && unprovided.get() >= many && claiming.compareAndSet(false, true)) {
            Consumer.Batch batch = claimForAll();
            if (batch == null || !batch.deliveries().isEmpty()) {
                return firstOf(batch);
            }
        }
        Delivery next = claimed.poll();
        if (next == null) {
            return claiming.compareAndSet(false, true) ? firstOf(claimForAll()) : sleep();
        }
        if (!claimed.isEmpty()) {
            bell.ring();
        }
        if (worker.endHold(next)) {
            return next;
        }
        threadIsFree(); // it was given back meanwhile
        return null;
    }

    /** Whoever puts something on the desk after this has looked rings the bell. */
    private @Nullable Delivery sleep() throws InterruptedException {
        if (claimed.isEmpty()) {
            bell.sleep();
        }
        return null;
    }

    /** Only for whoever has set {@link #claiming}. */
    private Consumer.@Nullable Batch claimForAll() {
        try {
            int wanted = unprovided.getAndSet(0);
            int got = 0;
            try {
                // None is wanted if another call has just provided for all; then there is something on the desk.
                Consumer.Batch batch = wanted == 0 ? new Consumer.Batch(List.of(), true) : claim(wanted);
                more = batch != null && batch.more();
                List<Delivery> deliveries = batch == null ? List.of() : batch.deliveries();
                got = deliveries.size();
                for (Delivery other : deliveries.subList(Math.min(1, got), got)) {
                    worker.hold(other);
                    claimed.add(other);
                }
                if (got > 1 && !life.isWorking()) {
                    worker.releaseWaiting();
                }
                return batch;
            } finally {
                unprovided.addAndGet(wanted - got);
            }
        } finally {
            claiming.set(false);
            if (unseen) {
                bell.ring();
            }
        }
    }

    private Consumer.@Nullable Batch claim(int max) {
        unseen = false;
        try {
            return worker.claim(max);
        } catch (BackendException e) {
            idle.failed(e);
            return null;
        }
    }

    /** The first message is for the calling thread; others are woken as far as there is something for them. */
    private @Nullable Delivery firstOf(Consumer.@Nullable Batch batch) throws InterruptedException {
        if (batch == null) {
            return sleep();
        }
        if (batch.more() || !claimed.isEmpty()) {
            bell.ring();
        }
        if (!batch.deliveries().isEmpty()) {
            // Others sleep already, and none of them has heard of what this claim announced.
            idle.foundSomething(batch.more() ? null : worker.nextAt());
            return batch.deliveries().get(0);
        }
        if (!batch.more()) {
            idle.foundNothing(worker.nextAt());
            return sleep();
        }
        return null;
    }
}
