package io.alsek.test;

/** Which clock a test goes by. */
public enum TimeMode {
    /** A {@link VirtualClock}: it stands still until the test moves it. */
    VIRTUAL,
    /** The system's clock. */
    REAL
}
