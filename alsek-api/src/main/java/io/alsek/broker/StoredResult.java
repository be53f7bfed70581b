package io.alsek.broker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result with what is known about it.
 *
 * @param id the message that it is the result of
 * @param at when it was stored
 * @param value the result itself
 * @param <O> its type
 */
public record StoredResult<O extends @Nullable Object>(String id, Instant at, O value) {}
