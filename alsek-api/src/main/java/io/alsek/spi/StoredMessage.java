package io.alsek.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A living message as found in its queue.
 *
 * @param message as submitted or last updated; {@code readyAt} and {@code expiresAt} are those of the
 *     current attempt
 * @param state where it is
 * @param retries how many attempts have failed
 * @param deliveries how often the current attempt was handed out
 * @param leasedUntil when the lease on it runs out; {@code null} unless it is leased
 * @param failure what the last failed attempt left; {@code null} if none did
 */
public record StoredMessage(
        QueuedMessage message,
        MessageState state,
        int retries,
        int deliveries,
        @Nullable Instant leasedUntil,
        byte @Nullable [] failure) {}
