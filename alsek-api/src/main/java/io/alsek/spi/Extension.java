package io.alsek.spi;

import java.time.Duration;

/**
 * A heartbeat: prolongs a lease, and may write what only its holder may write.
 *
 * @param lease the lease; only its key and token count
 * @param duration how long the lease is valid from now, positive
 * @param effects applied only if the lease is held, such as a RUNNING status or progress
 */
public record Extension(Lease lease, Duration duration, Effects effects) {

    /** An extension without effects. */
    public static Extension of(Lease lease, Duration duration) {
        return new Extension(lease, duration, Effects.NONE);
    }
}
