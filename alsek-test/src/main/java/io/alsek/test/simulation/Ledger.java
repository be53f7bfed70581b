package io.alsek.test.simulation;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Replay;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.SweepReport;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books: what the backend has answered so far, and so what it may answer next. It stands directly above the
 * backend, below all faults, so whatever does not add up is an error of the backend or of those who use it.
 */
final class Ledger {

    private final InstantSource clock;
    private final Consumer<Violation> broken;
    private final Map<MessageKey, Account> accounts = new LinkedHashMap<>();
    private final Set<String> tokens = new HashSet<>();
    private QueuePolicy policy = QueuePolicy.DEFAULT;
    private long tickets;
    private int redeliveries;

    Ledger(InstantSource clock, Consumer<Violation> broken) {
        this.clock = clock;
        this.broken = broken;
    }

    void goBy(QueuePolicy rules) {
        policy = rules;
    }

    QueuePolicy policy() {
        return policy;
    }

    Collection<Account> accounts() {
        return accounts.values();
    }

    /** How many messages are neither done nor dead. */
    long alive() {
        return accounts.values().stream().filter(Account::isAlive).count();
    }

    /** When the next message can be claimed, or expires; {@code null} if that is now, {@link Instant#MAX} if never. */
    @Nullable
    Instant nextEvent() {
        Instant now = now();
        Instant next = Instant.MAX;
        for (Account account : accounts.values()) {
            if (account.isAlive()) {
                if (!account.claimableFrom().isAfter(now)) {
                    return null;
                }
                next = earlier(next, account.claimableFrom());
                Instant end = account.message.expiresAt();
                next = end != null && end.isAfter(now) ? earlier(next, end) : next;
            }
        }
        return next;
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    /** How often a message was handed out again without having been settled. */
    int redeliveries() {
        return redeliveries;
    }

    /** Enters what the backend answered. Returns whether that may have changed something. */
    boolean enter(Operation operation, @Nullable Object result) {
        Class<?> store = operation.store();
        if (result instanceof Claims claims && store == ClaimSession.class) {
            claimed(claims);
        } else if (result instanceof SweepReport report) {
            report.condemned().forEach(this::condemned);
        } else if (result instanceof List<?> outcomes
                && (store == QueueStore.class || store == DeadLetterStore.class || store == ScheduleStore.class)) {
            each(operation, outcomes);
        } else if (store == QueueAdmin.class && operation.name().equals("purge")) {
            String queue = String.valueOf(operation.arguments().get(0));
            removeAll(account -> account.isAlive() && account.message.queue().equals(queue));
        } else if (store == Backend.class && operation.name().equals("clear")) {
            accounts.clear();
        } else if (store == DeadLetterStore.class && operation.name().equals("purge")) {
            Collection<?> keys = (Collection<?>) operation.arguments().get(0);
            removeAll(account -> account.place == Account.Place.DEAD && keys != null && keys.contains(account.key()));
        } else {
            return false;
        }
        return true;
    }

    private void removeAll(java.util.function.Predicate<Account> which) {
        accounts.values().stream().filter(which).forEach(account -> account.leave(Account.Place.REMOVED, now()));
    }

    private void each(Operation operation, List<?> outcomes) {
        List<?> elements = operation.elements();
        for (int i = 0; i < outcomes.size(); i++) {
            Object outcome = outcomes.get(i);
            Object element = elements.get(i);
            if (element instanceof Submission submission) {
                submitted(submission, outcome == SubmitOutcome.ACCEPTED);
            } else if (element instanceof Extension extension) {
                extended(extension, outcome == LeaseState.HELD);
            } else if (element instanceof Settlement settlement) {
                settled(settlement, outcome == LeaseState.HELD);
            } else if (element instanceof Withdrawal withdrawal) {
                withdrawn(withdrawal, outcome);
            } else if (element instanceof Replay replay && Boolean.TRUE.equals(outcome)) {
                replayed(replay);
            } else if (element instanceof ScheduleWrite write && Boolean.TRUE.equals(outcome)) {
                write.effects().successors().forEach(this::follow);
            }
        }
    }

    private Instant now() {
        return clock.instant();
    }

    private void breaks(Promise promise, String details) {
        broken.accept(promise.broken(details));
    }

    // -------------------------------------------------------------------------------------------------- submitting

    private void submitted(Submission submission, boolean accepted) {
        Account known = accounts.get(submission.message().key());
        boolean taken = known != null && isTaken(known);
        if (accepted && taken) {
            breaks(
                    Promise.ACCEPTED_ONCE,
                    "The backend accepted " + submission.message().id() + " although its id is taken by " + known);
        } else if (!accepted && !taken) {
            breaks(
                    Promise.ACCEPTED_ONCE,
                    "The backend refused " + submission.message().id() + " as a duplicate although its id is free");
        }
        if (accepted) {
            accept(submission.message());
            submission.effects().successors().forEach(this::follow);
        }
    }

    private boolean isTaken(Account known) {
        Instant left = known.leftAt;
        return switch (known.place) {
            case WAITING, LEASED, DEAD -> true;
            case REMOVED -> false;
            case DONE -> left != null && now().isBefore(left.plus(policy.duplicateWindow()));
        };
    }

    private void accept(QueuedMessage message) {
        accounts.put(message.key(), new Account(message, now(), tickets++));
    }

    /** A successor is accepted with the settlement, unless its id is taken. */
    private void follow(QueuedMessage successor) {
        Account known = accounts.get(successor.key());
        if (known == null || !isTaken(known)) {
            accept(successor);
        }
    }

    // ---------------------------------------------------------------------------------------------------- claiming

    private void claimed(Claims claims) {
        for (ClaimedMessage claimed : claims.messages()) {
            Account account = handedOut(claimed);
            if (account != null && !account.isHeldBy(claimed.lease())) {
                checkOrder(account);
                redeliveries += account.deliveries > 0 ? 1 : 0;
                account.claimedUnder(claimed.lease(), false);
            }
        }
        claims.condemned().forEach(this::condemned);
    }

    private void condemned(Condemned condemned) {
        Account account = handedOut(condemned.claimed());
        if (account != null && !account.isHeldBy(condemned.claimed().lease())) {
            account.claimedUnder(condemned.claimed().lease(), true);
        }
    }

    /** Checks that a message may be handed out; {@code null} if nothing more can be said about it. */
    private @Nullable Account handedOut(ClaimedMessage claimed) {
        Lease lease = claimed.lease();
        Account account = accounts.get(lease.key());
        if (account == null) {
            breaks(Promise.ACCEPTED_ONCE, "The backend handed out " + lease.key() + ", which it never accepted");
            return null;
        }
        if (account.isHeldBy(lease)) {
            return account; // the reply to a claim that is repeated
        }
        if (!account.isAlive()) {
            breaks(Promise.SETTLED_ONCE, "The backend handed out the " + account);
        } else if (account.isHeld(now())) {
            breaks(Promise.ONE_HOLDER, "The backend handed out the " + account + ", to a second worker at " + now());
        } else if (account.arrival.isAfter(now())) {
            breaks(Promise.NOT_EARLY, "The backend handed out, at " + now() + ", the " + account);
        } else if (!tokens.add(lease.token())) {
            breaks(Promise.ONE_HOLDER, "The backend gave the token of an earlier lease to the " + account);
        }
        return account;
    }

    private void checkOrder(Account taken) {
        for (Account other : accounts.values()) {
            if (other.message.queue().equals(taken.message.queue())
                    && !other.equals(taken)
                    && other.isRunnable(now(), policy)
                    && Account.ORDER.compare(other, taken) < 0) {
                breaks(
                        Promise.IN_ORDER,
                        "The backend handed out the " + taken + "; first should have come the " + other);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- settling

    private void extended(Extension extension, boolean held) {
        Account account = accounts.get(extension.lease().key());
        checkLease(extension.lease(), account, held, "prolonged", Promise.ONE_HOLDER);
        if (held && account != null) {
            Lease lease = extension.lease();
            account.lease = new Lease(lease.key(), lease.token(), now().plus(extension.duration()));
        }
    }

    private void checkLease(Lease lease, @Nullable Account account, boolean held, String did, Promise promise) {
        boolean shouldBeHeld = account != null && account.isHeldBy(lease);
        if (held && !shouldBeHeld) {
            breaks(promise, "Under a lease that is not valid any more, the backend " + did + " the " + account);
        } else if (!held && shouldBeHeld) {
            breaks(Promise.LEASE_IS_KEPT, "To its holder, the backend refused to have " + did + " the " + account);
        }
    }

    private void settled(Settlement settlement, boolean held) {
        Account account = accounts.get(settlement.lease().key());
        checkLease(settlement.lease(), account, held, "settled", Promise.SETTLED_ONCE);
        if (!held || account == null) {
            return;
        }
        if (settlement instanceof Settlement.Complete) {
            account.leave(Account.Place.DONE, now());
        } else if (settlement instanceof Settlement.Bury) {
            account.leave(policy.deadLetterTtl() == null ? Account.Place.DONE : Account.Place.DEAD, now());
        } else if (settlement instanceof Settlement.Release) {
            account.giveBack();
        } else if (settlement instanceof Settlement.Retry retry) {
            QueuedMessage old = account.message;
            QueuedMessage next = new QueuedMessage(
                    old.id(), old.queue(), old.task(), old.priority(), retry.readyAt(), retry.expiresAt(), old.body());
            account.waitAgain(next, now(), tickets++);
        }
        settlement.effects().successors().forEach(this::follow);
    }

    private void withdrawn(Withdrawal withdrawal, @Nullable Object outcome) {
        Account account = accounts.get(withdrawal.key());
        if (account == null || outcome == WithdrawOutcome.ABSENT || outcome == WithdrawOutcome.LEFT_RUNNING) {
            return;
        }
        boolean removed = withdrawal.mode() == Withdrawal.Mode.REMOVE || policy.deadLetterTtl() == null;
        account.leave(removed ? Account.Place.REMOVED : Account.Place.DEAD, now());
    }

    private void replayed(Replay replay) {
        Account account = accounts.get(replay.message().key());
        if (account != null) {
            account.waitAgain(replay.message(), now(), tickets++);
            account.status = null;
        }
    }
}
