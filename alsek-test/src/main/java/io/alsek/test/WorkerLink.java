package io.alsek.test;

import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.Effects;
import io.alsek.spi.EventBus;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.ScheduleStore;
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
import org.jspecify.annotations.Nullable;

/** What a simulated worker has of its backend: everything, until it crashes, and less when it is faulty. */
final class WorkerLink implements Backend {

    private final Backend backend;
    private final String worker;

    private volatile boolean crashed;
    private volatile boolean paused;
    private volatile boolean losesHeartbeats;
    private volatile @Nullable CrashPoint crashPoint;

    WorkerLink(Backend backend, String worker) {
        this.backend = backend;
        this.worker = worker;
    }

    boolean isCrashed() {
        return crashed;
    }

    boolean isPaused() {
        return paused;
    }

    void crash() {
        crashed = true;
    }

    void crashAt(CrashPoint point) {
        crashPoint = point;
    }

    void pause(boolean yes) {
        paused = yes;
    }

    void loseHeartbeats(boolean yes) {
        losesHeartbeats = yes;
    }

    /** Crashes if this is the moment to. */
    void pass(CrashPoint point) {
        if (crashPoint == point) {
            crash();
        }
        requireAlive();
    }

    private void requireAlive() {
        if (crashed) {
            throw new WorkerCrash(worker);
        }
        if (paused) {
            throw new IllegalStateException("The simulated worker \"" + worker
                    + "\" is paused and cannot do anything; call resume() before its handler returns");
        }
    }

    @Override
    public String namespace() {
        return backend.namespace();
    }

    @Override
    public InstantSource clock() {
        return backend.clock();
    }

    @Override
    public QueueStore queues(QueuePolicy policy) {
        return new Queues(backend.queues(policy));
    }

    @Override
    public DeadLetterStore deadLetters() {
        return backend.deadLetters();
    }

    @Override
    public QueueAdmin administration() {
        return backend.administration();
    }

    @Override
    public ValueStore values() {
        return backend.values();
    }

    @Override
    public Optional<EventBus> events() {
        return backend.events();
    }

    @Override
    public Optional<LockStore> locks() {
        return backend.locks().map(Holds::new);
    }

    @Override
    public Optional<ScheduleStore> schedules() {
        return backend.schedules();
    }

    @Override
    public long clear() {
        return backend.clear();
    }

    @Override
    public void close() {
        // The backend belongs to the harness.
    }

    /** What prolongs a lease, and perhaps a lock with it, but says nothing. */
    private static boolean isHeartbeat(Effects effects) {
        return effects.values().isEmpty() && effects.publications().isEmpty();
    }

    /** The locks, as far as the worker can reach them. */
    private final class Holds implements LockStore {

        private final LockStore store;

        Holds(LockStore store) {
            this.store = store;
        }

        @Override
        public Optional<LockGrant> acquire(LockRequest request) {
            requireAlive();
            return store.acquire(request);
        }

        @Override
        public boolean renew(String name, String owner, Duration ttl) {
            if (crashed || paused || losesHeartbeats) { // mostly by a timer, which must not die with the worker
                throw new BackendException.NotApplied(
                        "The simulated worker \"" + worker + "\" loses its heartbeats", null);
            }
            return store.renew(name, owner, ttl);
        }

        @Override
        public boolean release(String name, String owner) {
            requireAlive();
            return store.release(name, owner);
        }

        @Override
        public List<LockGrant> holders(String name) {
            requireAlive();
            return store.holders(name);
        }
    }

    /** The queues, as far as the worker can reach them. */
    private final class Queues implements QueueStore {

        private final QueueStore store;

        Queues(QueueStore store) {
            this.store = store;
        }

        @Override
        public List<SubmitOutcome> submit(List<Submission> submissions) {
            requireAlive();
            return store.submit(submissions);
        }

        @Override
        public ClaimSession open(Subscription subscription, Runnable onReady) {
            return store.open(subscription, onReady);
        }

        @Override
        public List<LeaseState> extend(List<Extension> extensions) {
            requireAlive();
            if (losesHeartbeats && extensions.stream().allMatch(each -> isHeartbeat(each.effects()))) {
                throw new BackendException.NotApplied(
                        "The simulated worker \"" + worker + "\" loses its heartbeats", null);
            }
            return store.extend(extensions);
        }

        @Override
        public List<LeaseState> settle(List<Settlement> settlements) {
            pass(CrashPoint.AFTER_HANDLER);
            List<LeaseState> states = store.settle(settlements);
            pass(CrashPoint.AFTER_SETTLEMENT);
            return states;
        }

        @Override
        public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
            requireAlive();
            return store.withdraw(withdrawals);
        }

        @Override
        public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
            requireAlive();
            return store.find(keys);
        }

        @Override
        public boolean update(MessageKey key, byte[] body) {
            requireAlive();
            return store.update(key, body);
        }

        @Override
        public SweepReport sweep(int limit, Duration lease) {
            requireAlive();
            return store.sweep(limit, lease);
        }
    }
}
