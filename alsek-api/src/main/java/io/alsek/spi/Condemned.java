package io.alsek.spi;

/**
 * A message that must not be run any more. It is leased to whoever gets it told, who settles it with
 * {@link Settlement.Bury}; should that never happen, the lease runs out and somebody else is told. That lease is not a
 * delivery: it does not count as one, and giving it back by {@link Settlement.Release} takes none back.
 *
 * @param claimed the message and the lease on it
 * @param reason {@link DeathReason#EXPIRED} or {@link DeathReason#TOO_MANY_DELIVERIES}; if both are true, either
 */
public record Condemned(ClaimedMessage claimed, DeathReason reason) {}
