package io.alsek.message;

import org.jspecify.annotations.Nullable;

/**
 * Where a message comes from and what comes after it.
 *
 * @param progenitorId the first message of its chain; {@code null} if it is the first itself
 * @param previousId the message whose success brought it about
 * @param previousResult the result of that message
 * @param submittedBy the message whose handler submitted it
 * @param callback what is submitted once it has succeeded
 */
public record Lineage(
        @Nullable String progenitorId,
        @Nullable String previousId,
        @Nullable Payload previousResult,
        @Nullable String submittedBy,
        @Nullable Message callback) {

    /** Alone in the world. */
    public static final Lineage NONE = new Lineage(null, null, null, null, null);

    /** A copy with another callback. */
    public Lineage withCallback(@Nullable Message newCallback) {
        return new Lineage(progenitorId, previousId, previousResult, submittedBy, newCallback);
    }

    /** With the callback in short: it may be the beginning of a long chain. */
    @Override
    public String toString() {
        return "Lineage[progenitorId=" + progenitorId + ", previousId=" + previousId + ", previousResult="
                + previousResult + ", submittedBy=" + submittedBy + ", callback="
                + (callback == null ? null : callback.summary()) + "]";
    }
}
