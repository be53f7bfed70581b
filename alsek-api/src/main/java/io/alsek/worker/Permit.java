package io.alsek.worker;

import io.alsek.spi.Effects;
import io.alsek.spi.LockChange;
import io.alsek.spi.Publication;
import io.alsek.spi.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right of one delivery to run, where only so many may: a permit of its task's semaphore, held by the token of the
 * lease. It is renewed by what prolongs the lease and given back by what settles the message, each in one step with
 * that; so whoever loses the lease loses the permit with it. Thread-safe.
 */
final class Permit {

    private final String lock;
    private final String owner;
    private final Publication freed;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean givenBack;

    /** @param freed tells those who wait that there is a free permit */
    Permit(String lock, String owner, Publication freed) {
        this.lock = lock;
        this.owner = owner;
        this.freed = freed;
    }

    String lock() {
        return lock;
    }

    String owner() {
        return owner;
    }

    Publication freed() {
        return freed;
    }

    /** What prolongs the lease prolongs the permit. */
    Effects renewedWith(Effects effects, Duration lease) {
        return with(effects, effects.publications(), LockChange.renew(lock, owner, lease));
    }

    /** What settles the message gives the permit back. */
    Settlement endedBy(Settlement settlement) {
        List<Publication> publications = new ArrayList<>(settlement.effects().publications());
        publications.add(freed);
        Effects effects = with(settlement.effects(), publications, LockChange.release(lock, owner));
        if (settlement instanceof Settlement.Complete complete) {
            return new Settlement.Complete(complete.lease(), effects);
        } else if (settlement instanceof Settlement.Retry retry) {
            return new Settlement.Retry(retry.lease(), retry.readyAt(), retry.expiresAt(), retry.failure(), effects);
        } else if (settlement instanceof Settlement.Bury bury) {
            return new Settlement.Bury(bury.lease(), bury.reason(), bury.failure(), effects);
        }
        return new Settlement.Release(settlement.lease(), effects);
    }

    private static Effects with(Effects effects, List<Publication> publications, LockChange change) {
        List<LockChange> changes = new ArrayList<>(effects.locks());
        changes.add(change);
        return new Effects(effects.values(), effects.successors(), publications, changes);
    }

    /** The settlement took place. */
    void givenBack() {
        givenBack = true;
    }

    /** Whether a settlement gave it back; if not, somebody has to. */
    boolean isGivenBack() {
        return givenBack;
    }

    /** Its run has ended; only the first caller hears {@code true}. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }
}
