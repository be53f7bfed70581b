package io.alsek.task;

import io.alsek.message.Message;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a task does around its handler, and what it decides. All methods do nothing special by default.
 *
 * <p>{@link #preOp}, {@link #around} and {@link #postOp} run with the handler, on its thread and under its timeout;
 * failing, they fail the attempt. The {@code on…} methods are notifications, told after the fact took effect: what
 * they throw is logged and changes nothing. They may be missed when a process dies at the wrong moment.
 *
 * @param <O> the task's result
 */
public interface TaskHooks<O extends @Nullable Object> {

    /** Runs before the handler. Failing, it fails the attempt, and the handler is not run. */
    default void preOp(TaskContext context) throws Exception {}

    /**
     * Runs after the handler, also after one that failed, then without a result.
     *
     * @param result {@code null} after a failure
     */
    default void postOp(TaskContext context, @Nullable O result) throws Exception {}

    /** Wraps the execution of the handler: call {@code execution} and return what it returns. */
    default @Nullable O around(TaskContext context, Callable<@Nullable O> execution) throws Exception {
        return execution.call();
    }

    /**
     * Decides whether a failed attempt is followed by another.
     *
     * @param retriesLeft what the task's limit of retries says, and the default decision
     */
    default boolean doRetry(Message message, Throwable exception, boolean retriesLeft) {
        return retriesLeft;
    }

    /** Decides, for a message that has one, whether its callback is submitted. */
    default boolean doCallback(Message message, @Nullable O result) {
        return true;
    }

    /** The message was accepted. Told in the process that submitted it. */
    default void onSubmit(Message message) {}

    /** The message is done. */
    default void onSuccess(Message message, @Nullable O result) {}

    /** An attempt failed, and there will be another. */
    default void onRetry(Message message, Throwable exception) {}

    /** The message failed for good. */
    default void onFailure(Message message, Throwable exception) {}

    /**
     * The message was revoked. Told in the process that ran it, or, if none did, in the one that revoked it.
     *
     * @param exception what the handler threw when it was interrupted, if it did
     * @param result what the handler returned all the same, if it did; it is discarded
     */
    default void onRevocation(Message message, @Nullable Throwable exception, @Nullable O result) {}
}
