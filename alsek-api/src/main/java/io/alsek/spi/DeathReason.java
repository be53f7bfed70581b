package io.alsek.spi;

/** Why a message is in the dead letter queue. */
public enum DeathReason {
    /** Its attempts failed and none is left. */
    FAILED,
    /** Its time to live ran out before it was run. */
    EXPIRED,
    /** Its workers kept dying: it was delivered the maximum number of times without being settled. */
    TOO_MANY_DELIVERIES,
    /** Its body could not be decoded. */
    UNDECODABLE,
    /** Somebody revoked it. */
    REVOKED
}
