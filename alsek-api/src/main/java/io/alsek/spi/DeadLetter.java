package io.alsek.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that will not be run unless somebody replays it.
 *
 * @param message as it was, body and all
 * @param reason why it is here
 * @param failure what was said when it was buried; {@code null} if nothing was
 * @param retries how many attempts had failed before the last one
 * @param deliveries how often the last attempt was handed out
 * @param diedAt when it was buried
 * @param expiresAt when it is removed for good
 */
public record DeadLetter(
        QueuedMessage message,
        DeathReason reason,
        byte @Nullable [] failure,
        int retries,
        int deliveries,
        Instant diedAt,
        Instant expiresAt) {}
