package io.alsek.message;

import org.jspecify.annotations.Nullable;

/** A value cannot be turned into bytes, or bytes cannot be turned into a value. Nothing was written. */
public final class SerializationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Names the type, the path in it and the remedy. */
    public SerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
