package io.alsek.task;

import io.alsek.event.TaskStatus;
import io.alsek.message.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A submitted message, from its submitter's point of view. Thread-safe. Waiting needs something that tells of the end:
 * a task with an output stores its result, others can track their status.
 *
 * @param <O> the result
 */
public interface TaskHandle<O extends @Nullable Object> {

    /** {@return the message's id} */
    String id();

    /** {@return the message as it was submitted} */
    Message message();

    /**
     * Asks where the message is. Without status tracking the answer is derived from the queue, the dead letters and
     * the results; it is {@link TaskStatus#UNKNOWN} once none of them knows it any more.
     */
    TaskStatus status();

    /**
     * Waits for the end. Failures of the backend are waited out.
     *
     * @return the result; {@code null} if the task has none
     * @throws TaskFailedException if the task failed for good, expired or was revoked
     * @throws TimeoutException if it did not end within {@code patience}; it goes on
     * @throws io.alsek.spi.BackendException if the backend still fails when the patience ends
     * @throws InterruptedException if the waiting thread is interrupted
     * @throws IllegalStateException if the task neither stores results nor tracks its status, or if the clock is
     *     virtual and the calling thread is the one that should move it
     */
    @Nullable
    O await(Duration patience) throws InterruptedException, TimeoutException;

    /**
     * A future of the end: completed with the result, or exceptionally with {@link TaskFailedException}. Cancelling
     * the future does not cancel the task. Failures of the backend are waited out, however long they take: whoever has
     * less patience bounds the future ({@link CompletableFuture#orTimeout}), or uses {@link #await}.
     *
     * @throws IllegalStateException if the task neither stores results nor tracks its status
     */
    CompletableFuture<@Nullable O> future();

    /**
     * Revokes the message: it is not run any more, and a worker that is at it is interrupted.
     *
     * @return whether that changed anything; not if it was finished already
     */
    boolean cancel();
}
