package io.alsek.lock;

/** An owner asked for a lock that it holds already, and waiting for it would be waiting for itself. */
public final class LockAlreadyHeldException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Says which lock and which owner. */
    public LockAlreadyHeldException(String lock, String owner) {
        super("The lock \"" + lock + "\" is already held by its owner " + owner
                + ". Release it first, or say what to do then with ifAlreadyHeld(…)");
    }
}
