package io.alsek.spi;

/** What became of a submission. */
public enum SubmitOutcome {
    /** The message is stored and will be run until it is settled. */
    ACCEPTED,
    /** The id is alive in this queue, dead there, or was finished within the duplicate window; nothing changed. */
    DUPLICATE
}
