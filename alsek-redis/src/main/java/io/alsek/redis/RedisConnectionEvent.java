package io.alsek.redis;

import org.jspecify.annotations.Nullable;

/**
 * The connection to Redis was made, lost or restored.
 *
 * @param state what it is now
 * @param server where, without password
 * @param cause what failed; {@code null} unless it was lost
 */
public record RedisConnectionEvent(
        State state, String server, @Nullable Throwable cause) {

    /** What a connection may be. */
    public enum State {
        /** Calls are answered. */
        CONNECTED,
        /** The latest call was not answered. */
        LOST
    }
}
