package io.alsek.spi;

import java.time.Instant;

/**
 * An owner's hold on a lock.
 *
 * @param owner who holds it
 * @param fence greater than the fence of every earlier grant of this lock; renewing keeps it
 * @param expiresAt until when it is held; at this instant it is over
 * @param alreadyHeld whether the owner held it before asking; nothing changed then
 */
public record LockGrant(String owner, long fence, Instant expiresAt, boolean alreadyHeld) {}
