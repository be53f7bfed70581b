package io.alsek.lock;

/** Somebody goes by holding a lock, but does not hold it: never did, has released it, or has lost it. */
public final class LockNotHeldException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Says which lock, who is wrong about it, and what is true. */
    public LockNotHeldException(String lock, String owner, String truth) {
        super("The lock \"" + lock + "\" is not held by " + owner + ": " + truth);
    }
}
