package io.alsek.discovery;

import org.jspecify.annotations.Nullable;

/**
 * The tasks of some packages cannot be told: there are none, two have one name, or a class that has some cannot be used.
 * The message names the places and the remedy.
 */
public final class DiscoveryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DiscoveryException(String message) {
        super(message);
    }

    DiscoveryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
