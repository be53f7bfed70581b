package io.alsek.broker;

import io.alsek.spi.QueuePolicy;
import java.time.Duration;

/**
 * The rules by which a broker keeps messages. All processes of a namespace should use the same.
 *
 * @param policy deliveries, duplicates, dead letters
 * @param maxMessageBytes the largest encoded message that is accepted
 * @param statusTtl how long a status is kept, counted from submission
 */
public record BrokerSettings(QueuePolicy policy, int maxMessageBytes, Duration statusTtl) {

    /** The default policy, 1 MiB, 14 days. */
    public static final BrokerSettings DEFAULT = new BrokerSettings(QueuePolicy.DEFAULT, 1 << 20, Duration.ofDays(14));

    /** Checks the ranges. */
    public BrokerSettings {
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("maxMessageBytes must be positive, but is " + maxMessageBytes);
        }
        if (statusTtl.isNegative() || statusTtl.isZero()) {
            throw new IllegalArgumentException("statusTtl must be positive, but is " + statusTtl);
        }
    }
}
