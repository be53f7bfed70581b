package io.alsek.task;

import org.jspecify.annotations.Nullable;

/** Thrown by a handler that knows another attempt is pointless: the message goes to the dead letters at once. */
public class NonRetryableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what is the matter. */
    public NonRetryableException(String message) {
        this(message, null);
    }

    /** Says what is the matter and what brought it about. */
    public NonRetryableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
