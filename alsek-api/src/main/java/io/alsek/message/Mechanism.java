package io.alsek.message;

/** The kind of worker pool that runs a task. */
public enum Mechanism {
    /** A thread of a thread pool. */
    THREAD,
    /** Lightweight: a virtual thread where the JVM has them, or a handler that returns a completion stage. */
    ASYNC,
    /** A separate process, which can be killed. */
    PROCESS
}
