package io.alsek.spi;

/** What the backend says about a lease that somebody presents. */
public enum LeaseState {
    /** It was held, and what was asked for has been done. */
    HELD,
    /** The message is still there, but under another lease or none: nothing changed. */
    LOST,
    /** The message is not there any more: settled, withdrawn or expired. Nothing changed. */
    GONE
}
