package io.alsek.lock;

import io.alsek.spi.BackendException;
import io.alsek.spi.MessageKey;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock that was acquired. Thread-safe: whoever has it may release it, on any thread.
 *
 * <p>Until it is released, its process says now and then that it is alive. The hold is <b>lost</b> when that does not
 * get through for the length of the heartbeat, when its TTL is over, or when somebody else released it. From then on
 * {@link #isHeld} says so, and listeners are told. By the clock of this process it is never held longer than by that of
 * the backend; but a process that stands still notices only when it goes on. What must not happen twice needs the
 * {@link #fence}.
 */
public final class HeldLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeldLock.class);

    private enum State {
        HELD,
        RELEASED,
        LOST,
        HANDED_OVER
    }

    private final Locks locks;
    private final LockTerms terms;
    private final String owner;
    private final long fence;

    /** Whether it was held before, so that closing this does not end the hold. */
    private final boolean joined;

    // Guarded by this.
    private State state = State.HELD;
    private Instant until;
    private @Nullable Instant end;
    private @Nullable Timer timer;
    private final List<Runnable> listeners = new ArrayList<>();

    // Guarded by this: the message that it is for, and what makes it possible that it is the message's already.
    private @Nullable MessageKey link;
    private boolean submitting;
    private boolean perhapsAccepted;

    /** @param askedAt when it was asked for; it counts from there, so that it is never believed to last too long */
    HeldLock(Locks locks, LockTerms terms, String owner, long fence, Instant askedAt) {
        this.locks = locks;
        this.terms = terms;
        this.owner = owner;
        this.fence = fence;
        this.joined = false;
        this.until = askedAt.plus(terms.firstHold());
        this.end = terms.ttl() == null ? null : askedAt.plus(terms.ttl());
    }

    /** Joins a hold of the same owner. */
    HeldLock(Locks locks, LockTerms terms, LockHolder present, String owner) {
        this.locks = locks;
        this.terms = terms;
        this.owner = owner;
        this.fence = present.fence();
        this.joined = true;
        this.until = present.until();
    }

    /** {@return the name of the lock} */
    public String name() {
        return terms.name();
    }

    /** {@return who holds it, in words} */
    public String owner() {
        return Owner.withoutLimit(owner);
    }

    /**
     * A number greater than that of every earlier grant of this lock. A store that remembers the greatest one it has
     * seen can refuse the writes of an owner that was overtaken.
     */
    public long fence() {
        return fence;
    }

    /** {@return whether this closes without ending the hold, because its owner held the lock before} */
    public boolean isJoined() {
        return joined;
    }

    /** {@return whether it is still held, as far as this process knows; does not ask the backend} */
    public synchronized boolean isHeld() {
        return state == State.HELD && locks.time().instant().isBefore(until);
    }

    /**
     * Goes on if the lock is still held.
     *
     * @throws LockNotHeldException if it was released or lost
     */
    public void requireHeld() {
        if (!isHeld()) {
            throw notHeld();
        }
    }

    private synchronized LockNotHeldException notHeld() {
        String truth = switch (state) {
            case RELEASED -> "it was released";
            case HANDED_OVER -> "it was handed over to the message " + link;
            case HELD, LOST ->
                "it was lost, because its TTL is over, its process could not reach the backend" + " for "
                        + terms.heartbeat() + ", or somebody released it";
        };
        return new LockNotHeldException(name(), owner(), truth);
    }

    /**
     * Says whom to tell when the hold is lost; at once if it is lost already. Not called when it is released here.
     *
     * @param listener called on a thread of the library; must not throw
     */
    public void onLost(Runnable listener) {
        synchronized (this) {
            if (state != State.LOST) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /**
     * Lets the TTL begin anew.
     *
     * @throws LockNotHeldException if the lock is not held any more
     * @throws BackendException if the backend failed; the hold is as it was, or renewed
     */
    public void renew() {
        requireHeld();
        Instant now = locks.time().instant();
        if (!locks.store().renew(name(), owner, terms.firstHold())) {
            lose();
            throw notHeld();
        }
        synchronized (this) {
            end = terms.ttl() == null ? null : now.plus(terms.ttl());
            until = now.plus(terms.firstHold());
        }
        watch();
    }

    /**
     * Ends the hold.
     *
     * @return whether the lock was held until now
     * @throws BackendException if the backend failed; the hold is then not prolonged any more and ends by itself
     */
    public boolean release() {
        boolean mine;
        synchronized (this) {
            mine = isHeld();
            end(State.RELEASED);
        }
        locks.forget(this);
        return mine && locks.release(name(), owner);
    }

    /**
     * Ends the hold, unless it was joined. Closing twice is harmless; if the backend fails, or is closed, that is logged,
     * and the hold ends by itself.
     */
    @Override
    public void close() {
        if (joined) {
            return;
        }
        try {
            release();
        } catch (BackendException | IllegalStateException e) {
            LOG.warn("Cannot release the lock \"{}\"; it ends by itself", name(), e);
        }
    }

    /** Begins to keep the hold alive, and to watch its end. */
    void watch() {
        if (joined) {
            return;
        }
        synchronized (this) {
            Duration heartbeat = terms.heartbeat();
            Instant next = heartbeat == null || until.equals(end)
                    ? until
                    : until.minus(heartbeat.multipliedBy(2).dividedBy(3));
            setTimer(next);
        }
    }

    private synchronized void setTimer(Instant next) {
        if (state != State.HELD) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        String label = "lock \"" + name() + "\"";
        timer = locks.time()
                .at(next, TimerKind.BACKGROUND, label, () -> locks.time().perform(label, this::beat));
    }

    private void beat() {
        Instant now = locks.time().instant();
        Duration hold;
        Instant longest;
        synchronized (this) {
            if (state != State.HELD) {
                return;
            }
            longest = end;
            Duration heartbeat = terms.heartbeat();
            hold = heartbeat == null || until.equals(longest) || !now.isBefore(until)
                    ? Duration.ZERO
                    : shorter(heartbeat, now, longest);
        }
        if (hold.isZero()) {
            lookAtEnd(now);
            return;
        }
        try {
            if (!locks.store().renew(name(), owner, hold)) {
                notRenewed();
                return;
            }
            synchronized (this) {
                until = longest != null && !now.plus(hold).isBefore(longest) ? longest : now.plus(hold);
            }
            watch();
        } catch (BackendException | IllegalStateException e) {
            LOG.warn("Cannot renew the lock \"{}\"; it is tried again", name(), e);
            tryAgain(now, hold);
        }
    }

    private static Duration shorter(Duration heartbeat, Instant now, @Nullable Instant end) {
        if (end == null) {
            return heartbeat;
        }
        Duration left = Duration.between(now, end);
        return left.compareTo(heartbeat) < 0 ? left : heartbeat;
    }

    private void lookAtEnd(Instant now) {
        Instant last;
        synchronized (this) {
            last = until;
        }
        if (now.isBefore(last)) {
            setTimer(last);
        } else {
            lose();
        }
    }

    private void tryAgain(Instant now, Duration hold) {
        Instant soon = now.plus(hold.dividedBy(10));
        synchronized (this) {
            setTimer(soon.isBefore(until) ? soon : until);
        }
    }

    private void notRenewed() {
        boolean messages;
        synchronized (this) {
            messages = submitting || perhapsAccepted;
        }
        if (messages) {
            handedOver();
        } else {
            lose();
        }
    }

    /** Says for which message it is. */
    synchronized void link(MessageKey message) {
        if (link != null && !link.equals(message)) {
            throw new IllegalStateException("The lock \"" + name() + "\" cannot be linked to the message " + message
                    + ", because it is linked to the message " + link + " already; a lock goes with one message");
        }
        link = message;
    }

    /** Whether its message is being submitted. */
    synchronized void submits(boolean now) {
        submitting = now;
    }

    synchronized void perhapsAccepted() {
        submitting = false;
        perhapsAccepted = true;
    }

    synchronized boolean isPerhapsAccepted() {
        return perhapsAccepted;
    }

    /** It is the message's from now on. */
    void handedOver() {
        end(State.HANDED_OVER);
        locks.forget(this);
    }

    int limit() {
        return terms.limit();
    }

    private void lose() {
        List<Runnable> told;
        synchronized (this) {
            if (state != State.HELD) {
                return;
            }
            end(State.LOST);
            told = List.copyOf(listeners);
        }
        locks.forget(this);
        LOG.warn("The lock \"{}\" was lost by {}", name(), owner());
        told.forEach(Runnable::run);
    }

    private synchronized void end(State how) {
        if (state == State.HELD) {
            state = how;
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    String storedOwner() {
        return owner;
    }

    /** Whether the hold is to end with the process: nobody will say that it is alive. */
    boolean diesWithItsProcess() {
        return terms.heartbeat() != null;
    }

    synchronized LockHolder asHolder() {
        return new LockHolder(owner(), fence, until);
    }

    @Override
    public String toString() {
        return "HeldLock[" + name() + " by " + owner() + ", fence " + fence + "]";
    }
}
