package io.alsek.time;

/** Something that a {@link Timekeeper} will do later. Thread-safe. */
public interface Timer {

    /** Calls the timer off. Does nothing when the action already started or was called off before. */
    void cancel();
}
