package io.alsek.task;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Submits tasks: the application's front door, or a handler's {@link TaskContext}. Thread-safe. */
public interface TaskSubmitter {

    /**
     * Submits a task. When this returns, the message is accepted and will be run until it is settled, whatever dies.
     *
     * @param options sets what is to differ from the task's defaults
     * @return a handle on the submitted message
     * @throws io.alsek.message.SerializationException if the input cannot be encoded; nothing is submitted then
     * @throws IllegalArgumentException if the options contradict the task or each other
     * @throws DuplicateMessageException if the options name an id that is taken
     * @throws IllegalStateException if the submitter is closed
     * @throws io.alsek.spi.BackendException if the backend failed. After an {@code OutcomeUnknown} the message may have
     *     been accepted: to submit it again so that it is accepted once, give {@link SubmitOptions#id} the id of which
     *     the exception tells, and take a {@link DuplicateMessageException} for success
     */
    <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Task<I, O> task, I input, Consumer<SubmitOptions> options);

    /** Submits a task with its defaults. */
    default <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(Task<I, O> task, I input) {
        return submit(task, input, options -> {});
    }

    /**
     * Submits a chain: its first task now, each further one, with the result before it as its input, once the one
     * before it has succeeded.
     *
     * @param options for the first message
     * @return a handle on the last message of the chain
     */
    <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Chain<I, O> chain, I input, Consumer<SubmitOptions> options);

    /** Submits a chain with the defaults of its tasks. */
    default <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(Chain<I, O> chain, I input) {
        return submit(chain, input, options -> {});
    }
}
