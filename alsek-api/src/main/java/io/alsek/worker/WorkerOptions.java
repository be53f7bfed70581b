package io.alsek.worker;

import java.time.Duration;

/**
 * How a worker goes about its work.
 *
 * @param name its name, for logs and events
 * @param lease how long a message is held without a heartbeat; a third of it passes between heartbeats
 * @param interruptGrace how long an attempt that is interrupted for its timeout may take to notice, before it is
 *     settled without it
 */
public record WorkerOptions(String name, Duration lease, Duration interruptGrace) {

    /** Thirty seconds. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    /** Checks the ranges. */
    public WorkerOptions {
        if (lease.toMillis() < 3) {
            throw new IllegalArgumentException("The lease must be at least 3 ms, but is " + lease);
        }
        if (interruptGrace.isNegative()) {
            throw new IllegalArgumentException("interruptGrace must not be negative, but is " + interruptGrace);
        }
    }

    /** The default lease, and half a second of grace. */
    public static WorkerOptions named(String name) {
        return new WorkerOptions(name, DEFAULT_LEASE, Duration.ofMillis(500));
    }

    /** A copy with another grace. */
    public WorkerOptions withInterruptGrace(Duration grace) {
        return new WorkerOptions(name, lease, grace);
    }

    /** A copy with another lease. */
    public WorkerOptions withLease(Duration newLease) {
        return new WorkerOptions(name, newLease, interruptGrace);
    }
}
