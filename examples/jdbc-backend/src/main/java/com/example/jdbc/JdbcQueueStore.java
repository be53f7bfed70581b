package com.example.jdbc;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.LockChange;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.Settlement.Bury;
import io.alsek.spi.Settlement.Complete;
import io.alsek.spi.Settlement.Release;
import io.alsek.spi.Settlement.Retry;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.SweepReport;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import io.alsek.spi.Withdrawal.Mode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The life of messages. A batch is one transaction, whose elements follow each other. */
final class JdbcQueueStore implements QueueStore {

    private final Transactions transactions;
    private final Sessions sessions;
    private final QueuePolicy policy;

    JdbcQueueStore(Transactions transactions, Sessions sessions, QueuePolicy policy) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.policy = policy;
    }

    @Override
    public List<SubmitOutcome> submit(List<Submission> submissions) {
        return transactions.run("submit messages", tx -> {
            Set<String> queues = new LinkedHashSet<>();
            submissions.forEach(each -> queues.add(each.message().queue()));
            submissions.forEach(each -> addQueues(each.effects(), queues));
            Queues.enterAll(tx, queues);
            List<SubmitOutcome> outcomes = new ArrayList<>();
            for (Submission submission : submissions) {
                boolean accepted = Messages.submit(tx, submission.message());
                if (accepted) {
                    apply(tx, submission.effects());
                }
                outcomes.add(accepted ? SubmitOutcome.ACCEPTED : SubmitOutcome.DUPLICATE);
            }
            return outcomes;
        });
    }

    @Override
    public ClaimSession open(Subscription subscription, Runnable onReady) {
        transactions.requireOpen();
        return sessions.open(subscription, policy, onReady);
    }

    @Override
    public List<LeaseState> extend(List<Extension> extensions) {
        return transactions.run("extend leases", tx -> {
            List<LeaseState> states = new ArrayList<>();
            for (Extension extension : extensions) {
                MessageKey key = extension.lease().key();
                boolean held = Messages.extend(
                        tx, key, extension.lease().token(), tx.after(extension.duration()));
                states.add(conclude(tx, key, held, extension.effects()));
            }
            return states;
        });
    }

    @Override
    public List<LeaseState> settle(List<Settlement> settlements) {
        return transactions.run("settle messages", tx -> {
            Set<String> queues = new LinkedHashSet<>();
            for (Settlement settlement : settlements) {
                if (settlement instanceof Retry || settlement instanceof Release) {
                    queues.add(settlement.lease().key().queue());
                }
                addQueues(settlement.effects(), queues);
            }
            Queues.enterAll(tx, queues);
            List<LeaseState> states = new ArrayList<>();
            for (Settlement settlement : settlements) {
                boolean held = settle(tx, settlement);
                states.add(conclude(tx, settlement.lease().key(), held, settlement.effects()));
            }
            return states;
        });
    }

    private boolean settle(Transaction tx, Settlement settlement) throws SQLException {
        MessageKey key = settlement.lease().key();
        String token = settlement.lease().token();
        if (settlement instanceof Complete) {
            return Messages.complete(tx, key, token, policy);
        }
        if (settlement instanceof Retry retry) {
            return Messages.retry(tx, key, retry);
        }
        if (settlement instanceof Bury bury) {
            return Messages.bury(tx, key, token, bury.reason(), bury.failure(), policy);
        }
        if (settlement instanceof Release) {
            return Messages.release(tx, key, token);
        }
        throw new IllegalArgumentException("Unknown kind of settlement: " + settlement);
    }

    private LeaseState conclude(Transaction tx, MessageKey key, boolean held, Effects effects) throws SQLException {
        if (!held) {
            return Messages.lostOrGone(tx, key);
        }
        apply(tx, effects);
        return LeaseState.HELD;
    }

    @Override
    public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
        return transactions.run("withdraw messages", tx -> {
            List<WithdrawOutcome> outcomes = new ArrayList<>();
            for (Withdrawal withdrawal : withdrawals) {
                outcomes.add(withdraw(tx, withdrawal));
            }
            return outcomes;
        });
    }

    /** Takes the message away from whoever has it, under a token of its own, and ends it with that. */
    private WithdrawOutcome withdraw(Transaction tx, Withdrawal withdrawal) throws SQLException {
        MessageKey key = withdrawal.key();
        WithdrawOutcome outcome = Messages.find(
                        tx,
                        key,
                        "state = 'ALIVE' FOR UPDATE",
                        row -> row.getString("token") == null
                                ? WithdrawOutcome.WITHDRAWN
                                : WithdrawOutcome.WITHDRAWN_WHILE_LEASED)
                .orElse(WithdrawOutcome.ABSENT);
        if (outcome == WithdrawOutcome.ABSENT) {
            return outcome;
        }
        if (outcome == WithdrawOutcome.WITHDRAWN_WHILE_LEASED && withdrawal.mode() == Mode.REVOKE_UNLESS_LEASED) {
            return WithdrawOutcome.LEFT_RUNNING;
        }
        String token = tx.newToken();
        Messages.seize(tx, key, token);
        switch (withdrawal.mode()) {
            case REVOKE, REVOKE_UNLESS_LEASED ->
                Messages.bury(tx, key, token, DeathReason.REVOKED, withdrawal.failure(), policy);
            case FAIL -> Messages.bury(tx, key, token, DeathReason.FAILED, withdrawal.failure(), policy);
            case REMOVE -> Messages.remove(tx, key, token);
        }
        apply(tx, withdrawal.effects());
        return outcome;
    }

    @Override
    public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
        return transactions.run("find messages", tx -> {
            Map<MessageKey, StoredMessage> found = new LinkedHashMap<>();
            for (MessageKey key : new LinkedHashSet<>(keys)) {
                Messages.find(tx, key, "state = 'ALIVE'", row -> Rows.stored(row, tx.now()))
                        .ifPresent(message -> found.put(key, message));
            }
            return found;
        });
    }

    @Override
    public boolean update(MessageKey key, byte[] body) {
        return transactions.run("update a message", tx -> Messages.update(tx, key, body));
    }

    @Override
    public SweepReport sweep(int limit, Duration lease) {
        return transactions.run("sweep", tx -> Sweep.run(tx, policy, limit, lease));
    }

    private static void addQueues(Effects effects, Set<String> queues) {
        effects.successors().forEach(successor -> queues.add(successor.queue()));
    }

    static void apply(Transaction tx, Effects effects) throws SQLException {
        Values.write(tx, effects.values());
        for (LockChange change : effects.locks()) {
            JdbcLockStore.apply(tx, change);
        }
        for (QueuedMessage successor : effects.successors()) {
            Messages.submit(tx, successor);
        }
        tx.publish(effects.publications());
    }
}
