package io.alsek.test.contract;

import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.Replay;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The smaller stores, passing everything on; each mutant overrides what it spoils. */
final class AlteredStores {

    private AlteredStores() {}

    static class Values implements ValueStore {

        final ValueStore real;

        Values(ValueStore real) {
            this.real = real;
        }

        @Override
        public Map<String, byte[]> get(Collection<String> keys) {
            return real.get(keys);
        }

        @Override
        public Set<String> existing(Collection<String> keys) {
            return real.existing(keys);
        }

        @Override
        public List<Boolean> set(List<ValueWrite> writes) {
            return real.set(writes);
        }

        @Override
        public Map<String, byte[]> take(Collection<String> keys) {
            return real.take(keys);
        }

        @Override
        public int delete(Collection<String> keys) {
            return real.delete(keys);
        }

        @Override
        public List<String> scan(String pattern) {
            return real.scan(pattern);
        }

        @Override
        public long count(String pattern) {
            return real.count(pattern);
        }
    }

    static class DeadLetters implements DeadLetterStore {

        final DeadLetterStore real;

        DeadLetters(DeadLetterStore real) {
            this.real = real;
        }

        @Override
        public Page<DeadLetter> browse(String queue, String from, int limit) {
            return real.browse(queue, from, limit);
        }

        @Override
        public Map<MessageKey, DeadLetter> find(Collection<MessageKey> keys) {
            return real.find(keys);
        }

        @Override
        public List<Boolean> replay(List<Replay> replays) {
            return real.replay(replays);
        }

        @Override
        public int purge(Collection<MessageKey> keys) {
            return real.purge(keys);
        }
    }

    static class Admin implements QueueAdmin {

        final QueueAdmin real;

        Admin(QueueAdmin real) {
            this.real = real;
        }

        @Override
        public Set<String> queues() {
            return real.queues();
        }

        @Override
        public QueueCounts counts(String queue) {
            return real.counts(queue);
        }

        @Override
        public Map<String, Long> waitingByTask(String queue) {
            return real.waitingByTask(queue);
        }

        @Override
        public Page<StoredMessage> browse(String queue, String from, int limit) {
            return real.browse(queue, from, limit);
        }

        @Override
        public boolean pause(String queue) {
            return real.pause(queue);
        }

        @Override
        public boolean resume(String queue) {
            return real.resume(queue);
        }

        @Override
        public long purge(String queue) {
            return real.purge(queue);
        }

        @Override
        public Optional<MessageKey> locate(String id) {
            return real.locate(id);
        }
    }

    static class Locks implements LockStore {

        final LockStore real;

        Locks(LockStore real) {
            this.real = real;
        }

        @Override
        public Optional<LockGrant> acquire(LockRequest request) {
            return real.acquire(request);
        }

        @Override
        public boolean renew(String name, String owner, Duration ttl) {
            return real.renew(name, owner, ttl);
        }

        @Override
        public boolean release(String name, String owner) {
            return real.release(name, owner);
        }

        @Override
        public List<LockGrant> holders(String name) {
            return real.holders(name);
        }
    }
}
