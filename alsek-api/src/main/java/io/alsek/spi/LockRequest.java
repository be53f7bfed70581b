package io.alsek.spi;

import java.time.Duration;

/**
 * Asks for a lock, or for one of the permits of a semaphore.
 *
 * @param name the lock's name, not empty
 * @param owner who asks; an owner holds a lock at most once
 * @param ttl how long it is held unless renewed or released, at least a millisecond; as long as that
 *     takes if it is longer than can be counted
 * @param limit how many owners may hold it at the same time, this one included, at least 1; each request is judged by
 *     its own limit
 */
public record LockRequest(String name, String owner, Duration ttl, int limit) {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Checks everything. */
    public LockRequest {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A lock needs a name");
        }
        if (owner.isEmpty()) {
            throw new IllegalArgumentException("A lock needs an owner (lock \"" + name + "\")");
        }
        if (ttl.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "ttl must be at least a millisecond, but is " + ttl + " (lock \"" + name + "\")");
        }
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "limit must be at least 1, but is " + limit + " (lock \"" + name + "\")");
        }
    }
}
