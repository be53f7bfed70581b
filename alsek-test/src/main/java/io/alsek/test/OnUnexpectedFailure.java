package io.alsek.test;

/** What becomes of a test in which a task failed for good and the test did not look at that. */
public enum OnUnexpectedFailure {
    /** It fails. */
    FAIL_TEST,
    /** It passes. */
    IGNORE
}
