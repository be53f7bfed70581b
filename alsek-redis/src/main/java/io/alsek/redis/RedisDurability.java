package io.alsek.redis;

import java.time.Duration;

/**
 * What a submission waits for before it counts as accepted. Without it, what the master has accepted is lost if the
 * master fails before it has told a replica, or before its disk has it; {@code docs/redis.md} says what each setting
 * of the server can lose.
 *
 * <p>If the wait is not answered in time the submission fails with {@link
 * io.alsek.spi.BackendException.OutcomeUnknown}: the master has the message, but fewer copies are certain than were
 * asked for. Submitting it again under the same id is right: it waits again.
 *
 * @param replicas how many replicas must have it
 * @param disk whether the master must have it on its disk, and so the replicas; needs Redis 7.2 and an append-only file
 * @param patience how long to wait, at least a millisecond
 */
public record RedisDurability(int replicas, boolean disk, Duration patience) {

    /** Whatever the master has in memory counts as accepted. */
    public static final RedisDurability MASTER = new RedisDurability(0, false, Duration.ofSeconds(1));

    /** Checks the ranges. */
    public RedisDurability {
        if (replicas < 0) {
            throw new IllegalArgumentException("The number of replicas is not negative, but is " + replicas);
        }
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException("patience must be at least a millisecond, but is " + patience);
        }
    }

    /** Waits until so many replicas have it in memory ({@code WAIT}). */
    public static RedisDurability replicas(int replicas, Duration patience) {
        return new RedisDurability(replicas, false, patience);
    }

    /** Waits until the disk of the master and those of so many replicas have it ({@code WAITAOF}). */
    public static RedisDurability disk(int replicas, Duration patience) {
        return new RedisDurability(replicas, true, patience);
    }

    boolean isWaiting() {
        return replicas > 0 || disk;
    }
}
