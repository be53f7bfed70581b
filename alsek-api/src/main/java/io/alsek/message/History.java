package io.alsek.message;

import org.jspecify.annotations.Nullable;

/**
 * What happened to a message so far.
 *
 * @param retries how many attempts have failed; the present attempt is number {@code retries + 1}
 * @param deliveries how often the present attempt was handed to a worker
 * @param failure why the last failed attempt failed; {@code null} if none did
 */
public record History(int retries, int deliveries, @Nullable ExceptionDetails failure) {

    /** Nothing happened yet. */
    public static final History NONE = new History(0, 0, null);
}
