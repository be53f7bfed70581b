package io.alsek.process;

/**
 * A child process ended while it ran a message, or none could be started. As the failure of an attempt it is retried
 * like any other.
 */
public final class ChildProcessException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what happened to which process. */
    public ChildProcessException(String message) {
        super(message);
    }

    /** Says what happened, and why. */
    public ChildProcessException(String message, Throwable cause) {
        super(message, cause);
    }
}
