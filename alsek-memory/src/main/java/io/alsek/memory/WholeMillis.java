package io.alsek.memory;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that shows another one's time cut to milliseconds. Does what {@link InstantSource#tick} does, without its
 * divisions, which the hot path would make several times per message.
 *
 * @param source the other clock
 */
record WholeMillis(InstantSource source) implements InstantSource {

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(source.millis());
    }

    @Override
    public long millis() {
        return source.millis();
    }
}
