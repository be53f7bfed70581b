package io.alsek.spi;

import org.jspecify.annotations.Nullable;

/**
 * Takes a message out of its queue whatever its state, without a lease. A worker that holds it finds its lease
 * {@link LeaseState#GONE}.
 *
 * @param key the message
 * @param mode what to do with it
 * @param failure kept with the dead letter, if there is one
 * @param effects applied only if the message was withdrawn
 */
public record Withdrawal(MessageKey key, Mode mode, byte @Nullable [] failure, Effects effects) {

    /** What to do with the message. */
    public enum Mode {
        /** To the dead letters as {@link DeathReason#REVOKED}; the id is remembered for the duplicate window. */
        REVOKE,
        /** The same, but only if no worker holds it. */
        REVOKE_UNLESS_LEASED,
        /** To the dead letters as {@link DeathReason#FAILED}; the id is remembered for the duplicate window. */
        FAIL,
        /** Forget it, id and all: the id may be submitted again at once. */
        REMOVE
    }
}
