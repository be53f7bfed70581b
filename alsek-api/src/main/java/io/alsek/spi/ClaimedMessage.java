package io.alsek.spi;

import org.jspecify.annotations.Nullable;

/**
 * A message in the hands of a worker.
 *
 * @param message the message as it was submitted or last updated
 * @param lease what to present when extending or settling
 * @param retries how many attempts have failed before this one
 * @param deliveries how often this attempt was handed out, this time included; more than one after a crash
 * @param failure what the last failed attempt left, in the words of whoever settled it; {@code null} if none did
 */
public record ClaimedMessage(
        QueuedMessage message, Lease lease, int retries, int deliveries, byte @Nullable [] failure) {}
