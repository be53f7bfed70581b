package io.alsek.test;

/** What a test on a virtual clock must not do, since it would prove nothing or take for ever; it fails at once. */
public enum Offence {
    /** A handler, or the test itself, waits in real time: nobody moves the clock meanwhile. */
    REAL_TIME_WAITING,
    /** A handler starts a thread: what it does is seen by nobody, and may happen after the test. */
    OWN_THREADS
}
