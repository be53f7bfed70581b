package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What everything about the queues of a namespace needs.
 *
 * @param link runs the scripts
 * @param keys names the keys
 * @param clock judges what is due; {@code null} = the server's
 * @param closed whether the backend is closed
 */
record Space(RedisLink link, Keys keys, @Nullable InstantSource clock, Supplier<Boolean> closed) {

    void ensureOpen() {
        if (closed.get()) {
            throw new IllegalStateException("The Redis backend is closed; open another one");
        }
    }

    /** {@return a failure of the same kind for another caller} */
    static BackendException alike(BackendException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof BackendException.NotApplied
                ? new BackendException.NotApplied(message, failure)
                : new BackendException.OutcomeUnknown(message, failure);
    }
}
