package io.alsek.lock;

import io.alsek.message.Names;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.Publication;
import io.alsek.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks of a namespace, as one process sees them. Thread-safe.
 *
 * <p>An {@code Alsek} has one; programs seldom make their own.
 */
public final class Locks implements AutoCloseable {

    /** How names begin that are not for users. */
    static final String RESERVED = "alsek:";

    /** How long a hold outlives the last sign of life of its process, unless its lock says otherwise. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(30);

    /** How long a hold lasts at most, unless its lock says otherwise. */
    public static final Duration DEFAULT_TTL = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Locks.class);

    private final Backend backend;
    private final Optional<LockStore> store;
    private final Optional<EventBus> bus;
    private final Timekeeper time;
    private final Node node;
    private final Waiting waiting;

    private final LinkedLocks linked = new LinkedLocks(this);

    /** What is held through this, by name and owner. */
    private final Map<Hold, HeldLock> holds = new ConcurrentHashMap<>();

    /**
     * Where several threads are one owner they ask one after the other, so that each sees what another one was granted;
     * by the name of the lock.
     */
    private final List<ReentrantLock> turns =
            Stream.generate(ReentrantLock::new).limit(16).toList();

    private record Hold(String name, String owner) {}

    /**
     * The locks of a backend.
     *
     * @param time where heartbeats are timed and waiting is done
     * @param node who asks
     */
    public Locks(Backend backend, Timekeeper time, Node node) {
        this.backend = backend;
        this.store = backend.locks();
        this.bus = backend.events();
        this.time = time;
        this.node = node;
        this.waiting = new Waiting(bus);
    }

    /** The channel on which releases of a lock are published. */
    public static String channel(String lock) {
        return "lock:" + lock;
    }

    /** The semaphore of which every run of a task with a {@code maxConcurrency} holds a permit. */
    public static String ofRuns(String task) {
        return RESERVED + "runs:" + task;
    }

    /** Tells those who wait that a lock was released. */
    public static Publication freed(String lock) {
        return new Publication(channel(lock), new byte[0]);
    }

    /**
     * The lock of this name, with the default terms: one holder at a time, each thread an owner of its own, lost 30
     * seconds after the death of its process, held for an hour at most. This acquires nothing.
     *
     * @throws IllegalArgumentException if the name is empty, too long, or begins with {@value #RESERVED}
     * @throws IllegalStateException if the backend has no locks
     */
    public Lock named(String name) {
        Names.check("name of a lock", name);
        if (name.startsWith(RESERVED)) {
            throw new IllegalArgumentException("The lock \"" + name + "\" cannot be used: names that begin with "
                    + RESERVED + " are for the library");
        }
        store();
        return new Lock(
                this, new LockTerms(name, 1, DEFAULT_TTL, DEFAULT_HEARTBEAT, LockScope.THREAD, AlreadyHeld.FAIL));
    }

    /** {@return the locks that go with messages} */
    public LinkedLocks linked() {
        return linked;
    }

    LockStore store() {
        return store.orElseThrow(() -> new IllegalStateException(
                "This backend has no locks (" + backend + "); use one that has, such as Redis or the one in memory"));
    }

    Timekeeper time() {
        return time;
    }

    Node node() {
        return node;
    }

    Waiting waiting() {
        return waiting;
    }

    boolean hasBus() {
        return bus.isPresent();
    }

    /** The present instant by the clock that ends holds. */
    Instant storesNow() {
        return backend.clock().instant();
    }

    /** Asks once; empty if it is not granted. */
    Optional<HeldLock> attempt(LockTerms terms) {
        waiting.requireOpen();
        if (terms.scope() == LockScope.THREAD) {
            return ask(terms);
        }
        ReentrantLock turn = turns.get(Math.floorMod(terms.name().hashCode(), turns.size()));
        turn.lock();
        try {
            return ask(terms);
        } finally {
            turn.unlock();
        }
    }

    private Optional<HeldLock> ask(LockTerms terms) {
        String owner = Owner.underLimit(Owner.current(node, terms.scope()), terms.limit());
        HeldLock mine = find(terms.name(), owner);
        if (mine != null && mine.isHeld()) {
            return alreadyHeld(terms, mine.asHolder(), owner);
        }
        Instant now = time.instant();
        Optional<LockGrant> granted =
                store().acquire(new LockRequest(terms.name(), owner, terms.firstHold(), terms.limit()));
        if (granted.isEmpty()) {
            return Optional.empty();
        }
        LockGrant grant = granted.get();
        if (grant.alreadyHeld() && isHeldElsewhere(terms, owner)) {
            return alreadyHeld(terms, new LockHolder(owner, grant.fence(), grant.expiresAt()), owner);
        }
        HeldLock held = new HeldLock(this, terms, owner, grant.fence(), now);
        requireSameLimit(terms, owner);
        if (!held.isHeld()) { // the answer took longer than the hold
            release(terms.name(), owner);
            return Optional.empty();
        }
        holds.put(new Hold(terms.name(), owner), held);
        held.watch();
        return Optional.of(held);
    }

    /**
     * Whether a hold that is not known here is somebody's. An owner that is of this process only has it without knowing
     * because the answer to its request was lost; it is kept, with all its time before it.
     */
    private boolean isHeldElsewhere(LockTerms terms, String owner) {
        return terms.scope() == LockScope.HOST || !store().renew(terms.name(), owner, terms.firstHold());
    }

    private Optional<HeldLock> alreadyHeld(LockTerms terms, LockHolder present, String owner) {
        return switch (terms.alreadyHeld()) {
            case FAIL -> throw new LockAlreadyHeldException(terms.name(), Owner.withoutLimit(owner));
            case REFUSE -> Optional.empty();
            case JOIN -> Optional.of(new HeldLock(this, terms, present, owner));
        };
    }

    /** A mutex that was granted has no other holder. Among those of a semaphore all must mean the same limit. */
    private void requireSameLimit(LockTerms terms, String owner) {
        if (terms.limit() == 1) {
            return;
        }
        try {
            requireSameLimit(terms, store().holders(terms.name()));
        } catch (RuntimeException e) {
            release(terms.name(), owner);
            throw e;
        }
    }

    void requireSameLimit(LockTerms terms, List<LockGrant> holders) {
        for (LockGrant holder : holders) {
            int limit = Owner.limitOf(holder.owner());
            if (limit != terms.limit()) {
                throw new IllegalStateException("The lock \"" + terms.name() + "\" is asked for with a limit of "
                        + terms.limit() + ", but " + Owner.withoutLimit(holder.owner()) + " holds it with a limit of "
                        + limit + "; all who use a lock must give the same limit");
            }
        }
    }

    @Nullable
    HeldLock find(String name, String owner) {
        return holds.get(new Hold(name, owner));
    }

    /** Whether this very hold is known here as the present one. */
    boolean has(HeldLock held) {
        return held.equals(find(held.name(), held.storedOwner()));
    }

    void forget(HeldLock held) {
        holds.remove(new Hold(held.name(), held.storedOwner()), held);
        linked.forget(held);
    }

    /** Releases in the store and tells those who wait. */
    boolean release(String name, String owner) {
        boolean released = store().release(name, owner);
        if (bus.isEmpty()) {
            waiting.freed(name);
        } else if (released) {
            try {
                bus.get().publish(List.of(freed(name)));
            } catch (BackendException e) {
                LOG.debug("Nobody heard that the lock \"{}\" is free; who waits looks when its time is over", name, e);
            }
        }
        return released;
    }

    /**
     * Ends every wait, and every hold that is kept alive by this process. What is held without heartbeats stays held
     * for its TTL. Closing twice is harmless.
     */
    @Override
    public void close() {
        waiting.close();
        for (HeldLock held : holds.values()) {
            if (held.diesWithItsProcess()) {
                held.close();
            }
        }
    }
}
