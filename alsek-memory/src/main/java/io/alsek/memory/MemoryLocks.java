package io.alsek.memory;

import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The locks of a namespace, as long as the backend is open. */
final class MemoryLocks implements LockStore {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Lifecycle lifecycle;
    private final LockTable table;

    MemoryLocks(Lifecycle lifecycle, LockTable table) {
        this.lifecycle = lifecycle;
        this.table = table;
    }

    @Override
    public Optional<LockGrant> acquire(LockRequest request) {
        lifecycle.ensureOpen();
        return table.acquire(request);
    }

    @Override
    public boolean renew(String name, String owner, Duration ttl) {
        lifecycle.ensureOpen();
        if (ttl.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "ttl must be at least a millisecond, but is " + ttl + " (lock \"" + name + "\")");
        }
        return table.renew(name, owner, ttl);
    }

    @Override
    public boolean release(String name, String owner) {
        lifecycle.ensureOpen();
        return table.release(name, owner);
    }

    @Override
    public List<LockGrant> holders(String name) {
        lifecycle.ensureOpen();
        return table.holders(name);
    }
}
