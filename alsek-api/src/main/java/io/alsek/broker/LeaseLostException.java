package io.alsek.broker;

/** A message could not be settled because its lease is lost, or the message is gone. Nothing changed. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(String what, String summary) {
        super("Cannot " + what + " " + summary
                + ": its lease ran out and another consumer may have it, or it was settled or removed."
                + " Extend the lease in time, or claim with a longer one");
    }
}
