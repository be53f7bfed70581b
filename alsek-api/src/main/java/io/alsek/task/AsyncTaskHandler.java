package io.alsek.task;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A handler that starts its work and returns at once. In an asynchronous pool it occupies a slot, but no thread, until
 * the stage completes. When its attempt is cancelled, the stage is cancelled as far as it can be.
 *
 * @param <I> the input
 * @param <O> the result
 */
@FunctionalInterface
public interface AsyncTaskHandler<I extends @Nullable Object, O extends @Nullable Object> {

    /** Starts the work. A thrown exception and a stage that fails are the same: a failed attempt. */
    CompletionStage<O> handle(I input, TaskContext context) throws Exception;
}
