package io.alsek.memory;

import io.alsek.memory.Stage.Plain;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a single message, except being claimed.
 *
 * <p>All follow one pattern: find the entry; inside its monitor look at its stage, write values and successors, and
 * move it; afterwards tell those concerned. An entry that turns out to be gone may have been replaced under its id in
 * the meantime, so it is looked up again.
 */
final class Transitions {

    private final Namespace space;
    private final QueuePolicy policy;

    Transitions(Namespace space, QueuePolicy policy) {
        this.space = space;
        this.policy = policy;
    }

    SubmitOutcome submit(Submission submission, long now) {
        Effects effects = submission.effects();
        Entry entry;
        List<Entry> born = List.of();
        if (isNone(effects)) {
            entry = space.admission.admit(submission.message(), null, now);
        } else {
            Object gate = new Object();
            synchronized (gate) {
                entry = space.admission.admit(submission.message(), gate, now);
                if (entry != null) {
                    born = space.consequences.enact(effects, gate, now);
                }
            }
        }
        if (entry == null) {
            return SubmitOutcome.DUPLICATE;
        }
        space.consequences.arrived(entry, now);
        space.consequences.announce(effects, born, now);
        return SubmitOutcome.ACCEPTED;
    }

    private static boolean isNone(Effects effects) {
        return effects.values().isEmpty()
                && effects.successors().isEmpty()
                && effects.locks().isEmpty();
    }

    LeaseState extend(Extension extension, long now) {
        Lease lease = extension.lease();
        for (Entry entry = entry(lease.key()); entry != null; entry = entry(lease.key())) {
            long end = Millis.after(now, extension.duration());
            List<Entry> born;
            synchronized (entry) {
                if (entry.stage == Plain.GONE) {
                    continue;
                }
                Hold hold = entry.heldBy(lease.token());
                if (hold == null) {
                    return without(entry);
                }
                born = space.consequences.enact(extension.effects(), entry, now);
                entry.lane.move(entry, hold.until(space.turnstile.at(end)));
            }
            space.watchers.at(end, entry.lane);
            space.consequences.announce(extension.effects(), born, now);
            return LeaseState.HELD;
        }
        return LeaseState.GONE;
    }

    LeaseState settle(Settlement settlement, long now) {
        Lease lease = settlement.lease();
        for (Entry entry = entry(lease.key()); entry != null; entry = entry(lease.key())) {
            List<Entry> born;
            Entry waiting;
            synchronized (entry) {
                if (entry.stage == Plain.GONE) {
                    continue;
                }
                Hold hold = entry.heldBy(lease.token());
                if (hold == null) {
                    return without(entry);
                }
                born = space.consequences.enact(settlement.effects(), entry, now);
                waiting = carryOut(settlement, entry, hold, now);
            }
            if (waiting != null) {
                space.consequences.arrived(waiting, now);
            }
            space.consequences.announce(settlement.effects(), born, now);
            return LeaseState.HELD;
        }
        return LeaseState.GONE;
    }

    private static LeaseState without(Entry entry) {
        return entry.isAlive() ? LeaseState.LOST : LeaseState.GONE;
    }

    /** {@return what waits now to be claimed, if the message lives on} */
    private @Nullable Entry carryOut(Settlement settlement, Entry entry, Hold hold, long now) {
        if (settlement instanceof Settlement.Complete) {
            remember(entry, now);
            entry.vanish();
            return null;
        }
        if (settlement instanceof Settlement.Retry retry) {
            return retry(entry, retry, now);
        }
        if (settlement instanceof Settlement.Bury bury) {
            bury(entry, bury.reason(), bury.failure(), now);
            return null;
        }
        if (hold.verdict == null) {
            entry.deliveries--;
        }
        space.admission.place(entry, now);
        return entry;
    }

    private Entry retry(Entry entry, Settlement.Retry retry, long now) {
        long readyAt = Millis.of(retry.readyAt());
        long expiresAt = Millis.orNever(retry.expiresAt());
        Entry next = space.admission.entry(entry.lane, entry.message(readyAt, expiresAt), now);
        next.retries = entry.retries + 1;
        next.failure = retry.failure();
        space.admission.replace(entry, next, now);
        return next;
    }

    WithdrawOutcome withdraw(Withdrawal withdrawal, long now) {
        MessageKey key = withdrawal.key();
        for (Entry entry = entry(key); entry != null; entry = entry(key)) {
            List<Entry> born;
            boolean leased;
            synchronized (entry) {
                if (entry.stage == Plain.GONE) {
                    continue;
                }
                leased = entry.stage instanceof Hold;
                if (!entry.isAlive()) {
                    return WithdrawOutcome.ABSENT;
                }
                if (leased && withdrawal.mode() == Withdrawal.Mode.REVOKE_UNLESS_LEASED) {
                    return WithdrawOutcome.LEFT_RUNNING;
                }
                born = space.consequences.enact(withdrawal.effects(), entry, now);
                withdraw(entry, withdrawal, now);
            }
            space.consequences.announce(withdrawal.effects(), born, now);
            return leased ? WithdrawOutcome.WITHDRAWN_WHILE_LEASED : WithdrawOutcome.WITHDRAWN;
        }
        return WithdrawOutcome.ABSENT;
    }

    private void withdraw(Entry entry, Withdrawal withdrawal, long now) {
        switch (withdrawal.mode()) {
            case REVOKE, REVOKE_UNLESS_LEASED -> bury(entry, DeathReason.REVOKED, withdrawal.failure(), now);
            case FAIL -> bury(entry, DeathReason.FAILED, withdrawal.failure(), now);
            case REMOVE -> {
                // It may be remembered from an earlier life, before a replay.
                space.finished.forget(entry.fingerprint());
                entry.vanish();
            }
        }
    }

    private void bury(Entry entry, DeathReason reason, byte @Nullable [] failure, long now) {
        remember(entry, now);
        Duration ttl = policy.deadLetterTtl();
        if (ttl == null) {
            entry.vanish();
        } else {
            Moment death = space.turnstile.at(now);
            entry.lane.move(entry, new Grave(death, entry, reason, failure, Millis.after(now, ttl)));
        }
    }

    /** Before the id becomes free. */
    private void remember(Entry entry, long now) {
        if (!policy.duplicateWindow().isZero()) {
            space.finished.remember(entry.fingerprint(), Millis.after(now, policy.duplicateWindow()), now);
        }
    }

    boolean update(MessageKey key, byte[] body) {
        for (Entry entry = entry(key); entry != null; entry = entry(key)) {
            synchronized (entry) {
                if (entry.isAlive()) {
                    entry.body = body;
                    return true;
                }
                if (entry.stage != Plain.GONE) {
                    return false;
                }
            }
        }
        return false;
    }

    @Nullable
    StoredMessage find(MessageKey key, long now) {
        for (Entry entry = entry(key); entry != null; entry = entry(key)) {
            synchronized (entry) {
                if (entry.isAlive()) {
                    return entry.stored(now);
                }
                if (entry.stage != Plain.GONE) {
                    return null;
                }
            }
        }
        return null;
    }

    private @Nullable Entry entry(MessageKey key) {
        MemoryQueue queue = space.queues.get(key.queue());
        return queue == null ? null : queue.get(key.id());
    }
}
