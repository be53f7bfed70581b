package io.alsek.time;

import java.time.Instant;
import java.util.Optional;

/** Something that happens at certain instants, such as every hour. Immutable, or at least thread-safe. */
@FunctionalInterface
public interface Recurrence {

    /**
     * The first instant after another one at which it happens.
     *
     * @param instant an instant at which it may or may not happen itself
     * @return strictly after {@code instant}; empty if it does not happen any more
     */
    Optional<Instant> nextAfter(Instant instant);
}
