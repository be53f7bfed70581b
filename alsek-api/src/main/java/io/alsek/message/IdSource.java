package io.alsek.message;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes ids for new messages. Thread-safe. */
@FunctionalInterface
public interface IdSource {

    /** {@return an id that was never returned before, on any machine} */
    String next();

    /**
     * UUIDs of version 7 (RFC 9562): a millisecond time stamp in front, then 74 random bits. They sort by the
     * millisecond of their making.
     */
    static IdSource timeOrdered(InstantSource clock, RandomGenerator random) {
        return () -> {
            long mostSignificant = (clock.millis() << 16) | 0x7000 | (random.nextLong() & 0x0FFF);
            long leastSignificant = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
            return new UUID(mostSignificant, leastSignificant).toString();
        };
    }
}
