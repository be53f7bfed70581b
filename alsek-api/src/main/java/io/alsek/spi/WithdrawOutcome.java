package io.alsek.spi;

/** What became of a withdrawal. */
public enum WithdrawOutcome {
    /** The message was waiting (ready or delayed) and is withdrawn. */
    WITHDRAWN,
    /** A worker held the message; it is withdrawn and the worker's lease is gone. */
    WITHDRAWN_WHILE_LEASED,
    /** A worker holds the message and was to be left alone; nothing changed. */
    LEFT_RUNNING,
    /** There is no such message in this queue; nothing changed. */
    ABSENT
}
