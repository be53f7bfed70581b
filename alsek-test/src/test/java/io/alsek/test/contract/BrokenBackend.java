package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.Claims;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.EventBus;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.SweepReport;
import io.alsek.spi.ValueStore;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A backend that does everything as another one does, until a subclass breaks something. */
class BrokenBackend implements Backend {

    final Backend sound;

    BrokenBackend(Backend sound) {
        this.sound = sound;
    }

    @Override
    public String namespace() {
        return sound.namespace();
    }

    @Override
    public InstantSource clock() {
        return sound.clock();
    }

    @Override
    public QueueStore queues(QueuePolicy policy) {
        return new Queues(sound.queues(policy));
    }

    @Override
    public DeadLetterStore deadLetters() {
        return sound.deadLetters();
    }

    @Override
    public QueueAdmin administration() {
        return sound.administration();
    }

    @Override
    public ValueStore values() {
        return sound.values();
    }

    @Override
    public Optional<EventBus> events() {
        return sound.events();
    }

    @Override
    public Optional<LockStore> locks() {
        return sound.locks();
    }

    @Override
    public long clear() {
        return sound.clear();
    }

    @Override
    public void close() {
        sound.close();
    }

    /** Queues that do everything as others do, until a subclass breaks something. */
    static class Queues implements QueueStore {

        final QueueStore sound;

        Queues(QueueStore sound) {
            this.sound = sound;
        }

        @Override
        public List<SubmitOutcome> submit(List<Submission> submissions) {
            return sound.submit(submissions);
        }

        @Override
        public ClaimSession open(Subscription subscription, Runnable onReady) {
            ClaimSession session = sound.open(subscription, onReady);
            return new ClaimSession() {
                @Override
                public Claims claim(int max, Duration lease, String nonce) {
                    return Queues.this.claim(session, max, lease, nonce);
                }

                @Override
                public void close() {
                    session.close();
                }
            };
        }

        Claims claim(ClaimSession session, int max, Duration lease, String nonce) {
            return session.claim(max, lease, nonce);
        }

        @Override
        public List<LeaseState> extend(List<Extension> extensions) {
            return sound.extend(extensions);
        }

        @Override
        public List<LeaseState> settle(List<Settlement> settlements) {
            return sound.settle(settlements);
        }

        @Override
        public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
            return sound.withdraw(withdrawals);
        }

        @Override
        public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
            return sound.find(keys);
        }

        @Override
        public boolean update(MessageKey key, byte[] body) {
            return sound.update(key, body);
        }

        @Override
        public SweepReport sweep(int limit, Duration lease) {
            return sound.sweep(limit, lease);
        }
    }
}
