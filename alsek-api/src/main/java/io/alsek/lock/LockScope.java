package io.alsek.lock;

/** Who counts as one owner of a lock. Whoever is the same owner does not exclude itself. */
public enum LockScope {
    /** Each thread is an owner of its own. */
    THREAD,
    /** All threads of a process, that use one {@code Alsek}, are one owner. */
    PROCESS,
    /** All processes on a host are one owner. */
    HOST
}
