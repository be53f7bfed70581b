package io.alsek.test;

/** What becomes of a test that leaves messages behind. */
public enum OnPending {
    /** It passes. */
    IGNORE,
    /** It fails. */
    FAIL_TEST
}
