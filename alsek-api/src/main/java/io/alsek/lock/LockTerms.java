package io.alsek.lock;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param name the lock
 * @param limit how many owners may hold it at a time
 * @param ttl how long a hold lasts at most; {@code null} = any time
 * @param heartbeat how long a hold outlives the last sign of life of its process; {@code null} = no signs are given
 * @param scope who is one owner
 * @param alreadyHeld what to do if the owner has it
 */
record LockTerms(
        String name,
        int limit,
        @Nullable Duration ttl,
        @Nullable Duration heartbeat,
        LockScope scope,
        AlreadyHeld alreadyHeld) {

    /** Stands in the store for "any time". */
    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(30);

    LockTerms {
        if (limit < 1) {
            throw new IllegalArgumentException("The limit must be at least 1, but is " + limit + lock(name));
        }
        if (ttl != null && ttl.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("The ttl must be at least a millisecond, but is " + ttl + lock(name));
        }
        if (ttl != null && ttl.compareTo(FOR_EVER) > 0) {
            throw new IllegalArgumentException("The ttl must be at most " + FOR_EVER.toDays() + " days, but is " + ttl
                    + lock(name) + "; for any time use untilReleased()");
        }
        if (heartbeat != null && (heartbeat.compareTo(SHORTEST_HEARTBEAT) < 0 || heartbeat.compareTo(FOR_EVER) > 0)) {
            throw new IllegalArgumentException("The heartbeat must be between " + SHORTEST_HEARTBEAT.toMillis()
                    + " ms and " + FOR_EVER.toDays() + " days, but is " + heartbeat + lock(name));
        }
    }

    private static String lock(String name) {
        return " (lock \"" + name + "\")";
    }

    /** How long a hold that begins now is to be kept before it must be renewed. */
    Duration firstHold() {
        Duration longest = ttl == null ? FOR_EVER : ttl;
        return heartbeat == null || heartbeat.compareTo(longest) > 0 ? longest : heartbeat;
    }
}
