package io.alsek.worker;

import io.alsek.message.ExceptionDetails;
import io.alsek.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a handler and the hooks around it.
 *
 * @param value the result, if nothing was thrown
 * @param thrown what was thrown; {@code null} if nothing
 * @param encoded the result in the form in which it came from another process; {@code null} if it was made here
 * @param details what was thrown in another process; {@code null} if it was thrown here
 */
record Returned(
        @Nullable Object value,
        @Nullable Throwable thrown,
        @Nullable Payload encoded,
        @Nullable ExceptionDetails details) {

    static Returned value(@Nullable Object value) {
        return new Returned(value, null, null, null);
    }

    static Returned thrown(Throwable thrown) {
        return new Returned(null, thrown, null, null);
    }

    /** What another process returned, and what it is in this one. */
    static Returned fromElsewhere(@Nullable Object value, @Nullable Payload encoded) {
        return new Returned(value, null, encoded, null);
    }

    /** What another process threw, and what stands for it in this one. */
    static Returned thrownElsewhere(Throwable thrown, ExceptionDetails details) {
        return new Returned(null, thrown, null, details);
    }

    /** The details of a failure: those from where it happened, if it is the one that was thrown. */
    ExceptionDetails detailsOf(Throwable failure) {
        return details != null && failure.equals(thrown) ? details : ExceptionDetails.of(failure);
    }
}
