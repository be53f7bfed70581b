package io.alsek.task;

import io.alsek.message.ExceptionDetails;
import io.alsek.spi.DeathReason;

/** A task will not deliver a result: it failed for good, expired or was revoked. */
public final class TaskFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final DeathReason reason;

    @SuppressWarnings("serial") // a record of strings; Java serialization of it is not supported, nor needed
    private final ExceptionDetails details;

    /** Names the message and what was the matter. */
    public TaskFailedException(String summary, DeathReason reason, ExceptionDetails details) {
        super(summary + " failed (" + reason + "): " + details.summary());
        this.reason = reason;
        this.details = details;
    }

    /** {@return why it will not be run any more} */
    public DeathReason reason() {
        return reason;
    }

    /** {@return the exception of the last attempt, or one that says why there was none} */
    public ExceptionDetails details() {
        return details;
    }
}
