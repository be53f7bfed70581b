package io.alsek.task;

/** The attempt is to stop, and noticed it at {@link TaskContext#checkpoint()}. */
public final class TaskCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CancelReason reason;

    /** Says why. */
    public TaskCancelledException(CancelReason reason) {
        super("The attempt is to stop: " + reason);
        this.reason = reason;
    }

    /** {@return why it is to stop} */
    public CancelReason reason() {
        return reason;
    }
}
