package io.alsek.spi;

import java.time.Instant;

/**
 * Proof of holding a message until an instant.
 *
 * @param key the message
 * @param token random and unique to this lease: the fence that tells its holder from earlier and later ones
 * @param expiresAt until when it is valid unless extended; at this instant it is over
 */
public record Lease(MessageKey key, String token, Instant expiresAt) {}
