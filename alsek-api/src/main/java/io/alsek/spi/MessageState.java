package io.alsek.spi;

/** Where a living message is. A message is always in exactly one of these places. */
public enum MessageState {
    /** Claimable. */
    READY,
    /** Waiting for its instant. */
    DELAYED,
    /** Held by a worker (or by a lease that has run out and nobody has taken over). */
    LEASED
}
