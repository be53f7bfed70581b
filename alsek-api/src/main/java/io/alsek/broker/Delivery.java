package io.alsek.broker;

import io.alsek.message.Message;
import io.alsek.spi.Lease;

/**
 * A message in the hands of a consumer, who settles it through the {@link Broker} before the lease runs out.
 *
 * @param message the message
 * @param lease what to present when settling
 */
public record Delivery(Message message, Lease lease) {}
