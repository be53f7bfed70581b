package io.alsek.test;

/**
 * What becomes of a test in which a task failed and the test did not look at that: it failed for good, or it still waits
 * for another attempt when the test ends.
 */
public enum OnUnexpectedFailure {
    /** It fails. */
    FAIL_TEST,
    /** It passes. */
    IGNORE
}
