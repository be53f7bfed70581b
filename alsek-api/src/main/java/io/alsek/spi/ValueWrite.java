package io.alsek.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One write to the value store, alone or as part of a larger atomic operation.
 *
 * @param key the name, not empty
 * @param value opaque bytes; not to be modified after handing it over
 * @param ttl how long the value lives from now on, at least a millisecond, and for ever if it is longer than can be
 *     counted; {@code null} = keep what an existing value has left, and for ever if there is none
 * @param condition when to write at all
 */
public record ValueWrite(String key, byte[] value, @Nullable Duration ttl, Condition condition) {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** When a write takes place. A value whose TTL has run out counts as absent. */
    public enum Condition {
        /** Always. */
        ALWAYS,
        /** Only if there is no value under the key. */
        IF_ABSENT,
        /** Only if there is a value under the key. */
        IF_PRESENT
    }

    /** Checks key and TTL. */
    public ValueWrite {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("A value needs a key");
        }
        if (ttl != null && ttl.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "ttl must be at least a millisecond, but is " + ttl + " (key \"" + key + "\")");
        }
    }

    /** An unconditional write. */
    public static ValueWrite of(String key, byte[] value, @Nullable Duration ttl) {
        return new ValueWrite(key, value, ttl, Condition.ALWAYS);
    }
}
