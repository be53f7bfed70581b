package io.alsek.lock;

import io.alsek.spi.LockGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A lock, or a semaphore, that all threads, processes and hosts share which use one namespace. Immutable and
 * thread-safe; making one acquires nothing.
 *
 * <pre>{@code
 * Lock lock = alsek.lock("send_data");
 * try (HeldLock held = lock.acquire(Duration.ofSeconds(5))) {
 *     send();
 * }
 * }</pre>
 *
 * <p>A hold ends by release; {@value #DEFAULT_HEARTBEAT_SECONDS} seconds after its process has died or lost the backend
 * ({@link #heartbeat}); and when its TTL is over, even if its process lives ({@link #ttl}). Waiting is woken by the
 * release, and does not poll. Those who wait in one process take turns; between processes there is no order.
 */
public final class Lock {

    static final int DEFAULT_HEARTBEAT_SECONDS = 30;

    /** How long to wait before looking again where a backend cannot tell of releases. */
    private static final Duration WITHOUT_BUS = Duration.ofSeconds(1);

    private static final Duration LONGEST_WAIT = Duration.ofDays(36_500);

    private final Locks locks;
    private final LockTerms terms;

    Lock(Locks locks, LockTerms terms) {
        this.locks = locks;
        this.terms = terms;
    }

    /**
     * This lock as a semaphore, that as many owners hold at the same time. All who use it must give the same limit.
     *
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public Lock limit(int holders) {
        return with(holders, terms.ttl(), terms.heartbeat(), terms.scope(), terms.alreadyHeld());
    }

    /**
     * This lock with holds that last at most so long; one hour by default. It frees the lock of a holder that hangs.
     *
     * @throws IllegalArgumentException if that is less than a millisecond
     */
    public Lock ttl(Duration longest) {
        return with(terms.limit(), longest, terms.heartbeat(), terms.scope(), terms.alreadyHeld());
    }

    /** This lock with holds that last until they are released, or their process dies. */
    public Lock untilReleased() {
        return with(terms.limit(), null, terms.heartbeat(), terms.scope(), terms.alreadyHeld());
    }

    /**
     * This lock with holds that outlive the last sign of life of their process by so much, which is given three times
     * as often; 30 seconds by default.
     *
     * @throws IllegalArgumentException if that is less than 30 milliseconds
     */
    public Lock heartbeat(Duration silence) {
        return with(terms.limit(), terms.ttl(), silence, terms.scope(), terms.alreadyHeld());
    }

    /** This lock with holds that last for their TTL, whether their process lives or not. */
    public Lock withoutHeartbeat() {
        return with(terms.limit(), terms.ttl(), null, terms.scope(), terms.alreadyHeld());
    }

    /** This lock with other owners; threads by default. */
    public Lock ownedBy(LockScope scope) {
        return with(terms.limit(), terms.ttl(), terms.heartbeat(), scope, terms.alreadyHeld());
    }

    /** This lock, and what to do when its owner has it already; an error by default. */
    public Lock ifAlreadyHeld(AlreadyHeld then) {
        return with(terms.limit(), terms.ttl(), terms.heartbeat(), terms.scope(), then);
    }

    private Lock with(
            int limit, @Nullable Duration ttl, @Nullable Duration heartbeat, LockScope scope, AlreadyHeld alreadyHeld) {
        return new Lock(locks, new LockTerms(terms.name(), limit, ttl, heartbeat, scope, alreadyHeld));
    }

    /** {@return the name, the same for all who mean this lock} */
    public String name() {
        return terms.name();
    }

    /** {@return who the calling thread is to this lock, in words} */
    public String owner() {
        return Owner.current(locks.node(), terms.scope());
    }

    /**
     * Takes the lock if it is free, without waiting.
     *
     * @throws LockAlreadyHeldException if the owner has it already, and nothing else was said
     * @throws IllegalStateException if others hold it with another limit
     * @throws io.alsek.spi.BackendException if the backend fails; what was granted all the same is free after the
     *     heartbeat, or taken up by the owner's next attempt
     */
    public Optional<HeldLock> tryAcquire() {
        Optional<HeldLock> held = locks.attempt(terms);
        if (held.isEmpty()) {
            locks.requireSameLimit(terms, locks.store().holders(name()));
        }
        return held;
    }

    /**
     * Takes the lock, and waits for it if others hold it.
     *
     * @param patience how long to wait at most
     * @throws TimeoutException if it was not free by then; the message says who holds it
     * @throws InterruptedException if the calling thread is interrupted; nothing is held then
     * @throws LockAlreadyHeldException if the owner has it already, and nothing else was said
     * @throws IllegalStateException if others hold it with another limit; or the {@code Alsek} is closed, also while
     *     waiting
     * @throws io.alsek.spi.BackendException if the backend fails, as with {@link #tryAcquire}
     */
    public HeldLock acquire(Duration patience) throws InterruptedException, TimeoutException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before the lock \"" + name() + "\" was asked for");
        }
        // Who comes new does not push in front of those who wait already.
        Optional<HeldLock> free = locks.waiting().isAwaited(name()) ? Optional.empty() : locks.attempt(terms);
        return free.isPresent() ? free.get() : awaited(patience);
    }

    private HeldLock awaited(Duration patience) throws InterruptedException, TimeoutException {
        Duration wait = patience.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : patience;
        Instant deadline = locks.time().instant().plus(wait);
        requireNotOwnWait();
        try (Waiting.Turn turn = locks.waiting().join(name())) {
            while (true) {
                CompletableFuture<Boolean> bell = turn.newBell();
                Instant next = deadline;
                if (turn.isFirst()) {
                    Optional<HeldLock> held = locks.attempt(terms);
                    if (held.isPresent()) {
                        return held.get();
                    }
                    Instant chance = nextChance();
                    next = chance.isBefore(deadline) ? chance : deadline;
                } else {
                    locks.waiting().requireOpen();
                }
                Instant now = locks.time().instant();
                if (!now.isBefore(deadline)) {
                    throw new TimeoutException(
                            "The lock \"" + name() + "\" was not free within " + patience + "; " + whoHoldsIt());
                }
                locks.time().await("the lock \"" + name() + "\"", bell, Duration.between(now, next));
            }
        }
    }

    /** Behind others in the line nobody would ask the store, and an owner could wait for itself. */
    private void requireNotOwnWait() {
        HeldLock mine = locks.find(name(), Owner.underLimit(owner(), terms.limit()));
        if (terms.alreadyHeld() == AlreadyHeld.FAIL && mine != null && mine.isHeld()) {
            throw new LockAlreadyHeldException(name(), owner());
        }
    }

    /** When the first of those who hold it loses it, unless it renews: by the clock of this process. */
    private Instant nextChance() {
        List<LockGrant> holders = locks.store().holders(name());
        locks.requireSameLimit(terms, holders);
        Instant now = locks.time().instant();
        Instant chance = locks.hasBus() ? now.plus(LONGEST_WAIT) : now.plus(WITHOUT_BUS);
        Instant storesNow = locks.storesNow();
        for (LockGrant holder : holders) {
            Instant over = now.plus(Duration.between(storesNow, holder.expiresAt()));
            chance = over.isBefore(chance) ? over : chance;
        }
        return holders.size() < terms.limit() ? now : chance;
    }

    private String whoHoldsIt() {
        List<LockHolder> holders = holders();
        return holders.isEmpty() ? "it is free now" : "it is held by " + holders;
    }

    /** {@return whether the calling thread's owner holds it, by what the backend says} */
    public boolean isHeld() {
        String owner = Owner.underLimit(owner(), terms.limit());
        return locks.store().holders(name()).stream()
                .anyMatch(holder -> holder.owner().equals(owner));
    }

    /** {@return who holds it, by what the backend says, the longest holder first} */
    public List<LockHolder> holders() {
        return locks.store().holders(name()).stream()
                .map(grant -> new LockHolder(Owner.withoutLimit(grant.owner()), grant.fence(), grant.expiresAt()))
                .toList();
    }

    /** Ends the hold of the calling thread's owner; returns whether there was one. */
    public boolean release() {
        String owner = Owner.underLimit(owner(), terms.limit());
        HeldLock mine = locks.find(name(), owner);
        return mine == null ? locks.release(name(), owner) : mine.release();
    }

    /**
     * Ends the hold of the calling thread's owner.
     *
     * @throws LockNotHeldException if it has none
     */
    public void releaseOrThrow() {
        if (!release()) {
            throw new LockNotHeldException(name(), owner(), whoHoldsIt());
        }
    }

    @Override
    public String toString() {
        return "Lock[" + name() + (terms.limit() == 1 ? "" : ", limit " + terms.limit()) + ", " + terms.scope() + "]";
    }
}
