package io.alsek.test;

/** Who runs submitted tasks in a test, and when. */
public enum Dispatch {
    /** The test's own thread, when the test says so: {@link AlsekHarness#drain()} and the like. */
    MANUAL,
    /** The submitting thread: each submission is followed by a drain, so that all due work is done when it returns. */
    ON_SUBMIT,
    /** The threads of a real worker pool, as in production and in real time. */
    BACKGROUND
}
