package io.alsek.time;

/** Whether a timer is work in its own right, or housekeeping that goes on for ever. */
public enum TimerKind {
    /** Something that a program waits for, such as a delayed message that falls due. */
    FOREGROUND,
    /** Housekeeping, such as a heartbeat. A virtual clock does not count it as pending work. */
    BACKGROUND
}
