package io.alsek.test.contract;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.Claims;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.SweepReport;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A queue store that passes everything on; each mutant overrides what it spoils. */
class AlteredQueues implements QueueStore {

    final QueueStore real;

    AlteredQueues(QueueStore real) {
        this.real = real;
    }

    /** A claim, which may be spoiled. */
    @FunctionalInterface
    interface Claiming {
        Claims claim(ClaimSession real, int max, Duration lease, String nonce);
    }

    /** Spoils claims only. */
    static UnaryOperator<QueueStore> spoilClaims(Claiming claiming) {
        return real -> new AlteredQueues(real) {
            @Override
            public ClaimSession open(Subscription subscription, Runnable onReady) {
                ClaimSession session = super.open(subscription, onReady);
                return new ClaimSession() {
                    @Override
                    public Claims claim(int max, Duration lease, String nonce) {
                        return claiming.claim(session, max, lease, nonce);
                    }

                    @Override
                    public void close() {
                        session.close();
                    }
                };
            }
        };
    }

    /** Spoils messages on their way in. */
    static UnaryOperator<QueueStore> spoilMessages(UnaryOperator<QueuedMessage> spoil) {
        return real -> new AlteredQueues(real) {
            @Override
            public List<SubmitOutcome> submit(List<Submission> submissions) {
                return super.submit(submissions.stream()
                        .map(each -> new Submission(spoil.apply(each.message()), each.effects()))
                        .toList());
            }
        };
    }

    /** Spoils settlements. */
    static UnaryOperator<QueueStore> spoilSettlements(UnaryOperator<Settlement> spoil) {
        return real -> new AlteredQueues(real) {
            @Override
            public List<LeaseState> settle(List<Settlement> settlements) {
                return super.settle(settlements.stream().map(spoil).toList());
            }
        };
    }

    /** Spoils withdrawals. */
    static UnaryOperator<QueueStore> spoilWithdrawals(UnaryOperator<Withdrawal> spoil) {
        return real -> new AlteredQueues(real) {
            @Override
            public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
                return super.withdraw(withdrawals.stream().map(spoil).toList());
            }
        };
    }

    /** Spoils subscriptions. */
    static UnaryOperator<QueueStore> spoilSubscriptions(UnaryOperator<Subscription> spoil) {
        return real -> new AlteredQueues(real) {
            @Override
            public ClaimSession open(Subscription subscription, Runnable onReady) {
                return super.open(spoil.apply(subscription), onReady);
            }
        };
    }

    @Override
    public List<SubmitOutcome> submit(List<Submission> submissions) {
        return real.submit(submissions);
    }

    @Override
    public ClaimSession open(Subscription subscription, Runnable onReady) {
        return real.open(subscription, onReady);
    }

    @Override
    public List<LeaseState> extend(List<Extension> extensions) {
        return real.extend(extensions);
    }

    @Override
    public List<LeaseState> settle(List<Settlement> settlements) {
        return real.settle(settlements);
    }

    @Override
    public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
        return real.withdraw(withdrawals);
    }

    @Override
    public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
        return real.find(keys);
    }

    @Override
    public boolean update(MessageKey key, byte[] body) {
        return real.update(key, body);
    }

    @Override
    public SweepReport sweep(int limit, Duration lease) {
        return real.sweep(limit, lease);
    }
}
