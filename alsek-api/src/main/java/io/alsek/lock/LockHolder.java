package io.alsek.lock;

import java.time.Instant;

/**
 * Who holds a lock.
 *
 * @param owner the owner in words: host, process and thread, as far as the scope of the lock tells them apart, or the
 *     message to which the lock is linked
 * @param fence grows with every grant of this lock
 * @param until when the hold ends unless its process says that it is alive
 */
public record LockHolder(String owner, long fence, Instant until) {}
