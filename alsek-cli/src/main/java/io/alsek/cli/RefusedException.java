package io.alsek.cli;

import org.jspecify.annotations.Nullable;

/** Something is wrong with what the user asked for; the message says what, and nothing was begun. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }

    RefusedException(@Nullable String message, Throwable cause) {
        super(String.valueOf(message), cause);
    }
}
