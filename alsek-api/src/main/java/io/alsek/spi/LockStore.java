package io.alsek.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Locks and semaphores across processes. A hold ends by release or by time. An optional ability of a backend.
 * Thread-safe; throws {@link BackendException} when the backend fails.
 */
public interface LockStore {

    /** Tries to take the lock, without waiting; empty if all its permits are taken by others. */
    Optional<LockGrant> acquire(LockRequest request);

    /** Prolongs a hold to {@code ttl} from now; returns whether the owner held it. */
    boolean renew(String name, String owner, Duration ttl);

    /** Gives a hold up; returns whether the owner held it. */
    boolean release(String name, String owner);

    /** {@return the present holds on a lock, oldest first} */
    List<LockGrant> holders(String name);
}
