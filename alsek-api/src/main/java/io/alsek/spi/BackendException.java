package io.alsek.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backend failed. Never used for an expected outcome such as a duplicate or a lost lease.
 *
 * <p>Every failure is of one of two kinds, which call for different answers: {@link NotApplied} and
 * {@link OutcomeUnknown}.
 */
public abstract sealed class BackendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private BackendException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The operation had no effect. It may be repeated without further thought. */
    public static final class NotApplied extends BackendException {

        private static final long serialVersionUID = 1L;

        /** Says what was tried, why it failed and what would help. */
        public NotApplied(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The operation may or may not have taken effect, as after a lost reply. Since all operations are idempotent it
     * may be repeated, with the same ids, tokens and nonces.
     */
    public static final class OutcomeUnknown extends BackendException {

        private static final long serialVersionUID = 1L;

        /** What was to be submitted; not serialized with the exception. */
        private final transient @Nullable List<MessageKey> submitted;

        /** Says what was tried and what happened to the reply. */
        public OutcomeUnknown(String message, @Nullable Throwable cause) {
            this(message, cause, List.of());
        }

        /** Says which messages were to be submitted, too. */
        public OutcomeUnknown(String message, @Nullable Throwable cause, List<MessageKey> submitted) {
            super(message, cause);
            this.submitted = List.copyOf(submitted);
        }

        /**
         * {@return the messages that may or may not have been accepted, if it was about that} Whoever submits them again
         * does so under the same ids, so that none is accepted twice.
         */
        public List<MessageKey> submitted() {
            return submitted == null ? List.of() : submitted;
        }
    }
}
