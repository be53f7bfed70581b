package io.alsek.redis;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queues of a namespace under one policy. Submissions, settlements and heartbeats of many threads go together. */
final class RedisQueueStore implements QueueStore {

    private static final int MOST_TOGETHER = 250;

    /** While the server works on one call, the next is made ready. */
    private static final int CALLS_AT_ONCE = 2;

    private final RedisQueues queues;
    private final Space space;
    private final QueuePolicy policy;
    private final Batch<Withdrawal, WithdrawOutcome> withdrawals;
    private final Combiner<Submission> submitting;
    private final Combiner<Settlement> settling;
    private final Combiner<Extension> extending;
    private final Sweeper sweeper;

    RedisQueueStore(RedisQueues queues, Space space, QueuePolicy policy) {
        this.queues = queues;
        this.space = space;
        this.policy = policy;
        Batch<Submission, SubmitOutcome> submissions = new Batch<>(space, Scripts.SUBMIT, new Submissions());
        Batch<Settlement, LeaseState> settlements = new Batch<>(space, Scripts.SETTLE, new Settlements(policy));
        Batch<Extension, LeaseState> extensions = new Batch<>(space, Scripts.EXTEND, Codings.EXTEND);
        withdrawals = new Batch<>(space, Scripts.WITHDRAW, new Codings.Withdrawals(policy));
        submitting = new Combiner<>(CALLS_AT_ONCE, MOST_TOGETHER, submissions::outcomes);
        settling = new Combiner<>(CALLS_AT_ONCE, MOST_TOGETHER, settlements::outcomes);
        extending = new Combiner<>(CALLS_AT_ONCE, MOST_TOGETHER, extensions::outcomes);
        sweeper = new Sweeper(space, policy);
    }

    @Override
    public List<SubmitOutcome> submit(List<Submission> submissions) {
        return together(submitting, submissions);
    }

    @Override
    public ClaimSession open(Subscription subscription, Runnable onReady) {
        space.ensureOpen();
        return queues.open(subscription, policy, onReady);
    }

    @Override
    public List<LeaseState> extend(List<Extension> extensions) {
        return together(extending, extensions);
    }

    @Override
    public List<LeaseState> settle(List<Settlement> settlements) {
        return together(settling, settlements);
    }

    @Override
    public List<WithdrawOutcome> withdraw(List<Withdrawal> asked) {
        space.ensureOpen();
        return Batch.results(withdrawals.outcomes(asked));
    }

    private <T, R> List<R> together(Combiner<T> combiner, List<T> elements) {
        space.ensureOpen();
        if (elements.isEmpty()) {
            return List.of();
        }
        return Batch.results(combiner.execute(elements));
    }

    @Override
    public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
        space.ensureOpen();
        Map<MessageKey, StoredMessage> found = new LinkedHashMap<>();
        Held.find(space, keys, (held, now) -> found.put(held.key(), held.stored(now)));
        return found;
    }

    @Override
    public boolean update(MessageKey key, byte[] body) {
        space.ensureOpen();
        QueueCall call = new QueueCall(space);
        call.group(key.queue());
        return (Long) call.arg(Names.id(key.id())).arg(body).run(Scripts.UPDATE) == 1;
    }

    @Override
    public SweepReport sweep(int limit, Duration lease) {
        space.ensureOpen();
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
        }
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease must be positive, but is " + lease);
        }
        return sweeper.sweep(limit, lease);
    }
}
