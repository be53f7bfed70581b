package io.alsek.task;

/** Why a running attempt is to stop. */
public enum CancelReason {
    /** It took longer than its timeout. */
    TIMEOUT,
    /** Somebody revoked the message. */
    REVOKED,
    /** Its lease ran out, so somebody else may be at it by now. */
    LEASE_LOST,
    /** The worker pool is being stopped and has no more patience; the message goes back to its queue. */
    SHUTDOWN
}
