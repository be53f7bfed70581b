package io.alsek.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a queue store treats messages. All users of a namespace should use the same.
 *
 * @param maxDeliveries how often one attempt is delivered before the message is condemned as a poison pill, at least 1
 * @param duplicateWindow how long the id of a finished message is refused; zero = not at all
 * @param deadLetterTtl how long dead letters are kept; {@code null} = failed messages are dropped
 */
public record QueuePolicy(
        int maxDeliveries,
        Duration duplicateWindow,
        @Nullable Duration deadLetterTtl) {

    /** Five deliveries, one hour, seven days. */
    public static final QueuePolicy DEFAULT = new QueuePolicy(5, Duration.ofHours(1), Duration.ofDays(7));

    /** Checks the ranges. */
    public QueuePolicy {
        if (maxDeliveries < 1) {
            throw new IllegalArgumentException("maxDeliveries must be at least 1, but is " + maxDeliveries);
        }
        if (duplicateWindow.isNegative()) {
            throw new IllegalArgumentException("duplicateWindow must not be negative, but is " + duplicateWindow);
        }
        if (deadLetterTtl != null && (deadLetterTtl.isNegative() || deadLetterTtl.isZero())) {
            throw new IllegalArgumentException("deadLetterTtl must be positive or null, but is " + deadLetterTtl);
        }
    }
}
