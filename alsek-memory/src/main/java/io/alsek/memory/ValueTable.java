package io.alsek.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.alsek.spi.ValueWrite;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of a namespace. Caffeine keeps them and removes those whose time is over; whether it is over is judged
 * here, so that it does not matter when they are removed.
 */
final class ValueTable {

    private final InstantSource clock;
    private final Cache<String, Value> cache;

    /**
     * Several writes that belong together are made in write mode, single ones in read mode. Readers take no lock
     * unless a group of writes is under way.
     */
    private final StampedLock groups = new StampedLock();

    ValueTable(InstantSource clock) {
        this.clock = clock;
        CacheClock counter = new CacheClock(clock.millis());
        this.cache = Caffeine.newBuilder()
                .ticker(() -> counter.ticks(clock.millis()))
                .expireAfter(counter)
                .executor(Runnable::run)
                .build();
    }

    Map<String, byte[]> get(Collection<String> keys) {
        return read(() -> {
            Map<String, byte[]> found = new LinkedHashMap<>();
            for (String key : keys) {
                Value value = present(key);
                if (value != null) {
                    found.put(key, value.bytes);
                }
            }
            return found;
        });
    }

    Set<String> existing(Collection<String> keys) {
        return read(() -> {
            Set<String> found = new LinkedHashSet<>();
            for (String key : keys) {
                if (present(key) != null) {
                    found.add(key);
                }
            }
            return found;
        });
    }

    private <T> T read(Supplier<T> reading) {
        long stamp = groups.tryOptimisticRead();
        T result = reading.get();
        if (groups.validate(stamp)) {
            return result;
        }
        stamp = groups.readLock();
        try {
            return reading.get();
        } finally {
            groups.unlockRead(stamp);
        }
    }

    private @Nullable Value present(String key) {
        Value value = cache.getIfPresent(key);
        return value == null || value.isOver(clock.millis()) ? null : value;
    }

    /** Makes writes that belong together: nobody sees some of them only. */
    void writeTogether(List<ValueWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        long stamp = writes.size() == 1 ? groups.readLock() : groups.writeLock();
        try {
            for (ValueWrite write : writes) {
                set(write);
            }
        } finally {
            groups.unlock(stamp);
        }
    }

    /** Makes writes that have nothing to do with each other; returns for each whether its condition was met. */
    List<Boolean> write(List<ValueWrite> writes) {
        List<Boolean> written = new ArrayList<>(writes.size());
        for (ValueWrite write : writes) {
            long stamp = groups.readLock();
            try {
                written.add(set(write));
            } finally {
                groups.unlockRead(stamp);
            }
        }
        return written;
    }

    private boolean set(ValueWrite write) {
        long now = clock.millis();
        Duration ttl = write.ttl();
        // A value of its own for each write, so that afterwards it is known whose is there.
        boolean[] written = {false};
        cache.asMap().compute(write.key(), (key, stored) -> {
            Value old = stored == null || stored.isOver(now) ? null : stored;
            written[0] = switch (write.condition()) {
                case ALWAYS -> true;
                case IF_ABSENT -> old == null;
                case IF_PRESENT -> old != null;
            };
            if (!written[0]) {
                return old;
            }
            long kept = old == null ? Millis.NEVER : old.expiresAt;
            return new Value(write.value(), ttl == null ? kept : Millis.after(now, ttl));
        });
        return written[0];
    }

    Map<String, byte[]> take(Collection<String> keys) {
        Map<String, byte[]> taken = new LinkedHashMap<>();
        for (String key : keys) {
            Value value = remove(key);
            if (value != null) {
                taken.put(key, value.bytes);
            }
        }
        return taken;
    }

    int delete(Collection<String> keys) {
        int deleted = 0;
        for (String key : keys) {
            if (remove(key) != null) {
                deleted++;
            }
        }
        return deleted;
    }

    private @Nullable Value remove(String key) {
        long stamp = groups.readLock();
        try {
            Value value = cache.asMap().remove(key);
            return value == null || value.isOver(clock.millis()) ? null : value;
        } finally {
            groups.unlockRead(stamp);
        }
    }

    /** {@return the keys that pass, sorted} */
    List<String> keys(Predicate<String> filter) {
        return read(() -> {
            long now = clock.millis();
            List<String> keys = new ArrayList<>();
            cache.asMap().forEach((key, value) -> {
                if (!value.isOver(now) && filter.test(key)) {
                    keys.add(key);
                }
            });
            keys.sort(null);
            return keys;
        });
    }

    /** Removes everything; returns how many values there were. */
    int clear() {
        return delete(List.copyOf(cache.asMap().keySet()));
    }

    /** Frees the memory of values whose time is over. */
    void tidy() {
        cache.cleanUp();
    }

    private record Value(byte[] bytes, long expiresAt) {
        boolean isOver(long now) {
            return expiresAt <= now;
        }
    }

    /**
     * Caffeine counts in nanoseconds, of which it can tell 146 years apart. So it is given larger ones, 61 of ours: then
     * it keeps values for nine thousand years, and forgets them a minute after their time.
     *
     * @param origin when the count began, in milliseconds; from the epoch it would overflow
     */
    private record CacheClock(long origin) implements Expiry<String, Value> {

        /** One millisecond is two to the power of this. */
        private static final int BITS = 14;

        /** More is as good as for ever. */
        private static final long LONGEST = Long.MAX_VALUE >> BITS;

        long ticks(long millis) {
            return (millis - origin) << BITS;
        }

        @Override
        public long expireAfterCreate(String key, Value value, long now) {
            if (value.expiresAt > Millis.NEVER / 2) {
                return Long.MAX_VALUE;
            }
            long left = value.expiresAt - origin - (now >> BITS);
            return left >= LONGEST ? Long.MAX_VALUE : Math.max(1, left << BITS);
        }

        @Override
        public long expireAfterUpdate(String key, Value value, long now, long left) {
            return expireAfterCreate(key, value, now);
        }

        @Override
        public long expireAfterRead(String key, Value value, long now, long left) {
            return left;
        }
    }
}
