package io.alsek.task;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A task with the function that runs it. Immutable.
 *
 * @param <I> the input
 * @param <O> the result
 */
public final class BoundTask<I extends @Nullable Object, O extends @Nullable Object> {

    private final Task<I, O> task;
    private final AsyncTaskHandler<I, O> handler;
    private final boolean async;

    BoundTask(Task<I, O> task, TaskHandler<I, O> handler) {
        this.task = task;
        this.handler = (input, context) -> CompletableFuture.completedFuture(handler.handle(input, context));
        this.async = false;
    }

    BoundTask(Task<I, O> task, AsyncTaskHandler<I, O> handler) {
        this.task = task;
        this.handler = handler;
        this.async = true;
    }

    /** {@return the task} */
    public Task<I, O> task() {
        return task;
    }

    /** {@return whether the function returns before its work is done} */
    public boolean isAsync() {
        return async;
    }

    /**
     * Calls the function. One that is not asynchronous has done its work when this returns.
     *
     * @throws Exception whatever the function throws
     * @throws IllegalStateException if an asynchronous function returns {@code null}
     */
    @SuppressWarnings("ConstantValue") // the function is the user's
    public CompletionStage<O> start(I input, TaskContext context) throws Exception {
        CompletionStage<O> stage = handler.handle(input, context);
        if (stage == null) {
            throw new IllegalStateException("The asynchronous handler of the task \"" + task.name()
                    + "\" returned null instead of a completion stage");
        }
        return stage;
    }

    /**
     * Calls the task as a plain function: no queue, no hooks, no retries. Its context has a message that was never
     * submitted, and cannot submit others.
     *
     * @throws Exception whatever the function throws
     */
    public O call(I input) throws Exception {
        try {
            return start(input, new DirectCall(task)).toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public String toString() {
        return "BoundTask[" + task.name() + "]";
    }
}
