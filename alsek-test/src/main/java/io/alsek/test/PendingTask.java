package io.alsek.test;

import io.alsek.message.Message;
import io.alsek.spi.MessageState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is alive.
 *
 * @param message the message, with its history
 * @param state where it is
 * @param leasedUntil when the lease on it runs out; {@code null} unless it is leased
 */
public record PendingTask(
        Message message, MessageState state, @Nullable Instant leasedUntil) {}
