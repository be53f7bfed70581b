package io.alsek.test;

/** The moments at which a {@link SimulatedWorker} can die. */
public enum CrashPoint {
    /** It has claimed a message and not begun to run it. */
    BEFORE_HANDLER,
    /** The handler is done with its effects, and nobody knows: the message is going to run again. */
    AFTER_HANDLER,
    /** The message is settled, but hooks and listeners were not told. */
    AFTER_SETTLEMENT
}
