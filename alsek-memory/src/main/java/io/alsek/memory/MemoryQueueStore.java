package io.alsek.memory;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The queues of a namespace under one policy. Each element of a batch is a {@linkplain Transitions transition}. */
final class MemoryQueueStore implements QueueStore {

    private final Lifecycle lifecycle;
    private final Namespace space;
    private final QueuePolicy policy;
    private final Transitions transitions;

    MemoryQueueStore(Lifecycle lifecycle, Namespace space, QueuePolicy policy) {
        this.lifecycle = lifecycle;
        this.space = space;
        this.policy = policy;
        this.transitions = new Transitions(space, policy);
    }

    @Override
    public List<SubmitOutcome> submit(List<Submission> submissions) {
        long now = begin();
        return each(submissions, submission -> transitions.submit(submission, now));
    }

    @Override
    public ClaimSession open(Subscription subscription, Runnable onReady) {
        lifecycle.ensureOpen();
        MemoryClaimSession session =
                new MemoryClaimSession(lifecycle, space, scope(subscription), policy.maxDeliveries(), onReady);
        session.begin();
        return session;
    }

    private ClaimScope scope(Subscription subscription) {
        if (subscription instanceof Subscription.AllQueues all) {
            return new EveryQueue(space.queues, all);
        }
        if (subscription instanceof Subscription.QueuesInOrder listed) {
            return new ListedQueues(space.queues, listed);
        }
        return new ListedQueues(space.queues, (Subscription.TasksInOrder) subscription);
    }

    @Override
    public List<LeaseState> extend(List<Extension> extensions) {
        long now = begin();
        return each(extensions, extension -> transitions.extend(extension, now));
    }

    @Override
    public List<LeaseState> settle(List<Settlement> settlements) {
        long now = begin();
        return each(settlements, settlement -> transitions.settle(settlement, now));
    }

    @Override
    public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
        long now = begin();
        return each(withdrawals, withdrawal -> transitions.withdraw(withdrawal, now));
    }

    @Override
    public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
        long now = begin();
        Map<MessageKey, StoredMessage> found = new LinkedHashMap<>();
        for (MessageKey key : keys) {
            StoredMessage message = transitions.find(key, now);
            if (message != null) {
                found.put(key, message);
            }
        }
        return found;
    }

    @Override
    public boolean update(MessageKey key, byte[] body) {
        lifecycle.ensureOpen();
        return transitions.update(key, body);
    }

    @Override
    public SweepReport sweep(int limit, Duration lease) {
        lifecycle.ensureOpen();
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
        }
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease must be positive, but is " + lease);
        }
        return space.sweeper.sweep(limit, lease);
    }

    private long begin() {
        lifecycle.ensureOpen();
        return space.clock.millis();
    }

    private static <T, R> List<R> each(List<T> arguments, Function<T, R> operation) {
        if (arguments.size() == 1) {
            return List.of(operation.apply(arguments.get(0)));
        }
        List<R> outcomes = new ArrayList<>(arguments.size());
        for (T argument : arguments) {
            outcomes.add(operation.apply(argument));
        }
        return outcomes;
    }
}
