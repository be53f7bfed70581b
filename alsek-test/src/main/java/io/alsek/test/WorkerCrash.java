package io.alsek.test;

/** Ends everything that a simulated worker is at. An error, so that nobody on the way takes it for a failed call. */
final class WorkerCrash extends Error {

    private static final long serialVersionUID = 1L;

    WorkerCrash(String worker) {
        super("The simulated worker \"" + worker + "\" has crashed", null, false, false);
    }
}
