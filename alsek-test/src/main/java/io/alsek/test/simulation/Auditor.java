package io.alsek.test.simulation;

import io.alsek.Alsek;
import io.alsek.broker.Envelope;
import io.alsek.broker.StatusUpdate;
import io.alsek.event.TaskStatus;
import io.alsek.spi.Backend;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares what is in the backend with the books. */
final class Auditor {

    /** How long a message may be ready, with all workers alive and idle, before nobody is going to take it. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Backend backend;
    private final Alsek alsek;
    private final Ledger ledger;
    private final Consumer<Violation> broken;

    Auditor(Backend backend, Alsek alsek, Ledger ledger, Consumer<Violation> broken) {
        this.backend = backend;
        this.alsek = alsek;
        this.ledger = ledger;
        this.broken = broken;
    }

    private void breaks(Promise promise, String details) {
        broken.accept(promise.broken(details));
    }

    /** After everything that may have changed something. */
    void audit(Operation operation) {
        List<MessageKey> alive = new ArrayList<>();
        List<MessageKey> dead = new ArrayList<>();
        for (Account account : ledger.accounts()) {
            if (account.isAlive()) {
                alive.add(account.key());
            } else if (account.place == Account.Place.DEAD) {
                dead.add(account.key());
            }
        }
        Map<MessageKey, StoredMessage> found = backend.queues(ledger.policy()).find(alive);
        Map<MessageKey, DeadLetter> buried =
                dead.isEmpty() ? Map.of() : backend.deadLetters().find(dead);
        for (Account account : ledger.accounts()) {
            if (account.isAlive()) {
                checkAlive(account, found.get(account.key()));
            } else if (account.place == Account.Place.DEAD && !buried.containsKey(account.key())) {
                checkDead(account);
            }
            checkTraces(account, operation);
        }
    }

    private void checkAlive(Account account, @Nullable StoredMessage stored) {
        if (stored == null) {
            breaks(Promise.NOTHING_IS_LOST, "The backend does not find the " + account);
            return;
        }
        boolean leased = stored.state() == MessageState.LEASED;
        boolean should = account.place == Account.Place.LEASED;
        if (should && (!leased || !account.claimableFrom().equals(stored.leasedUntil()))) {
            breaks(
                    Promise.LEASE_IS_KEPT,
                    "In the backend " + account.message.id() + " is " + stored.state()
                            + (leased ? " until " + stored.leasedUntil() : "") + ", but it should be the " + account);
        } else if (!should && leased) {
            breaks(Promise.ONE_HOLDER, "In the backend somebody holds the " + account);
        }
    }

    private void checkDead(Account account) {
        Duration kept = ledger.policy().deadLetterTtl();
        Instant left = account.leftAt;
        boolean past =
                kept != null && left != null && !backend.clock().instant().isBefore(left.plus(kept));
        if (!past) {
            breaks(Promise.DEAD_LETTERS_ARE_COMPLETE, "Among the dead letters there is not the " + account);
        }
    }

    private void checkTraces(Account account, Operation operation) {
        if (account.storesResult() && (account.isAlive() || isCompletedBy(operation, account))) {
            boolean there = alsek.results().exists(account.message.id());
            if (there == account.isAlive()) {
                breaks(
                        Promise.RESULT_WITH_COMPLETION,
                        "There is " + (there ? "a" : "no") + " result of the " + account);
            }
        }
        if (account.tracksStatus()) {
            Optional<StatusUpdate> status = alsek.statuses().find(account.message.id());
            status.ifPresent(update -> checkStatus(account, update.status()));
        }
    }

    private static boolean isCompletedBy(Operation operation, Account account) {
        return account.place == Account.Place.DONE
                && operation.is(QueueStore.class, "settle")
                && operation.<Settlement>elements().stream()
                        .anyMatch(settlement -> settlement instanceof Settlement.Complete
                                && settlement.lease().key().equals(account.key()));
    }

    private void checkStatus(Account account, TaskStatus next) {
        TaskStatus before = account.status;
        boolean fromTheEnd = (before == TaskStatus.SUCCEEDED || before == TaskStatus.FAILED) && next != before;
        boolean toTheBeginning = before != null && before != TaskStatus.SUBMITTED && next == TaskStatus.SUBMITTED;
        if (fromTheEnd || toTheBeginning) {
            breaks(
                    Promise.STATUS_IS_MONOTONIC,
                    "The status went from " + before + " to " + next + ", of the " + account);
        }
        account.status = next;
    }

    /** In the end: where a message is and what its status says are the same. */
    void auditEnds() {
        for (Account account : ledger.accounts()) {
            if (!account.tracksStatus()) {
                continue;
            }
            TaskStatus should = switch (account.place) {
                case DONE -> TaskStatus.SUCCEEDED;
                case DEAD -> TaskStatus.FAILED;
                case WAITING, LEASED, REMOVED -> null;
            };
            TaskStatus status = alsek.statuses()
                    .find(account.message.id())
                    .map(StatusUpdate::status)
                    .orElse(null);
            if (should != null && status != null && status != should) {
                breaks(Promise.STATUS_IS_MONOTONIC, "The last status is " + status + ", of the " + account);
            }
        }
    }

    /** What failed for good, in words. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        for (Account account : ledger.accounts()) {
            if (account.place == Account.Place.DEAD) {
                alsek.deadLetters()
                        .find(account.key())
                        .filter(dead -> dead.reason() == DeathReason.FAILED)
                        .ifPresent(dead -> failures.add(Envelope.taskOf(account.message.task()) + " of "
                                + account.message.id() + " by " + dead.failure().summary()));
            }
        }
        return failures;
    }

    /** Whether a message is left to itself although it could have been run long ago; says so. */
    boolean findsStuck() {
        Instant now = backend.clock().instant();
        for (Account account : ledger.accounts()) {
            if (account.isAlive() && account.claimableFrom().plus(PATIENCE).isBefore(now)) {
                breaks(
                        Promise.EVERYTHING_ENDS,
                        "It is " + now + ", all faults are over and all workers idle, but nobody runs the " + account
                                + ". Is there a handler for its task?");
                return true;
            }
        }
        return false;
    }
}
