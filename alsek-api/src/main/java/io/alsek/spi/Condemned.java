package io.alsek.spi;

/**
 * A message that must not be run any more. It is leased to whoever gets it told, who settles it with
 * {@link Settlement.Bury}; should that never happen, the lease runs out and somebody else is told.
 *
 * @param claimed the message and the lease on it
 * @param reason {@link DeathReason#EXPIRED} or {@link DeathReason#TOO_MANY_DELIVERIES}
 */
public record Condemned(ClaimedMessage claimed, DeathReason reason) {}
