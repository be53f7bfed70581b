package io.alsek.test;

/** What a test on a virtual clock must not do, since it would prove nothing or take for ever; it fails at once. */
public enum Offence {
    /** A handler, or the test itself, waits in real time: nobody moves the clock meanwhile. */
    REAL_TIME_WAITING,
    /**
     * A handler starts a thread: what it does is seen by nobody, and may happen after the test.
     *
     * <p>Noticed is the start of a thread. Work that is handed to threads that are there already is not, nor are threads that
     * the JDK starts for itself: the common pool ({@code CompletableFuture.supplyAsync}, parallel streams), a shared executor,
     * {@code HttpClient.sendAsync}. Wait for it in the handler, or hand it to {@link AlsekHarness#track}.
     */
    OWN_THREADS
}
