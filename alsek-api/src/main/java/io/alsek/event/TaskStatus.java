package io.alsek.event;

/** Where a message is in its life. */
public enum TaskStatus {
    /** Accepted, and waiting for its first attempt. */
    SUBMITTED,
    /** A worker is at it. */
    RUNNING,
    /** An attempt failed, and it waits for another. */
    RETRYING,
    /** It will not be run any more: its attempts failed, it expired, or it was revoked. */
    FAILED,
    /** Done. */
    SUCCEEDED,
    /** Nobody knows. */
    UNKNOWN;

    /** {@return whether nothing follows it: {@link #FAILED} or {@link #SUCCEEDED}} */
    public boolean isTerminal() {
        return this == FAILED || this == SUCCEEDED;
    }
}
