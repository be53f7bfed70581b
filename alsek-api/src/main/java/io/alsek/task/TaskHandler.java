package io.alsek.task;

import org.jspecify.annotations.Nullable;

/**
 * The user's function behind a task. It may be run more than once for one message, when a worker dies before the
 * success is recorded: make its effects idempotent, with the message's id as the key.
 *
 * <p>Runs on a thread of the worker pool. When its attempt is timed out, revoked or has lost its lease the thread is
 * interrupted and {@link TaskContext#isCancelled()} turns true; what it returns after that is discarded.
 *
 * @param <I> the input
 * @param <O> the result
 */
@FunctionalInterface
public interface TaskHandler<I extends @Nullable Object, O extends @Nullable Object> {

    /**
     * Does the work. Anything thrown, errors included, is a failed attempt, and decided upon by the task's retries.
     *
     * @param input the decoded input; {@code null} only if the task has none
     * @param context the message and what can be done while it runs
     * @return the result, {@code null} allowed
     */
    O handle(I input, TaskContext context) throws Exception;

    /**
     * A handler without a result.
     *
     * @param <I> the input
     */
    @FunctionalInterface
    interface WithoutResult<I extends @Nullable Object> {
        /** Does the work. */
        void handle(I input, TaskContext context) throws Exception;
    }

    /**
     * A handler that needs no context.
     *
     * @param <I> the input
     * @param <O> the result
     */
    @FunctionalInterface
    interface OfInput<I extends @Nullable Object, O extends @Nullable Object> {
        /** Does the work. */
        O handle(I input) throws Exception;
    }
}
