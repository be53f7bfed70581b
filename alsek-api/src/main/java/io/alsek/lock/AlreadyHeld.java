package io.alsek.lock;

/** What to do when an owner asks for a lock that it holds already. */
public enum AlreadyHeld {
    /** Throw a {@link LockAlreadyHeldException}. */
    FAIL,
    /** Refuse, as if somebody else held it. Who waits for it goes on waiting. */
    REFUSE,
    /** Grant. Closing what is granted then does not end the hold; only who acquired it first, or a release, does. */
    JOIN
}
