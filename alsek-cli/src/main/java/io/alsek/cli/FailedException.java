package io.alsek.cli;

/** What the user asked for could not be done; the message says why. */
final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailedException(String message) {
        super(message);
    }
}
