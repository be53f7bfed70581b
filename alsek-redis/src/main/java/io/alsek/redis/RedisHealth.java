package io.alsek.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How Redis is, for a health check.
 *
 * @param healthy whether it answers and may be used
 * @param server where, without password
 * @param version the server's, such as {@code 7.0.15}; {@code null} if it did not answer
 * @param roundTrip how long a ping took; {@code null} if it was not answered
 * @param problem what is wrong and what to do; {@code null} if nothing is
 */
public record RedisHealth(
        boolean healthy,
        String server,
        @Nullable String version,
        @Nullable Duration roundTrip,
        @Nullable String problem) {}
