package io.alsek.worker;

import org.jspecify.annotations.Nullable;

/**
 * What came out of a handler and the hooks around it.
 *
 * @param value the result, if nothing was thrown
 * @param thrown what was thrown; {@code null} if nothing
 */
record Returned(@Nullable Object value, @Nullable Throwable thrown) {

    static Returned value(@Nullable Object value) {
        return new Returned(value, null);
    }

    static Returned thrown(Throwable thrown) {
        return new Returned(null, thrown);
    }
}
