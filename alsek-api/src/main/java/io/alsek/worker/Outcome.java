package io.alsek.worker;

import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import io.alsek.task.CancelReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Outcome {

    /**
     * The handler returned, and the message is done.
     *
     * @param result what it returned
     * @param successor the callback that was submitted with it; {@code null} if there is none
     */
    record Succeeded(@Nullable Object result, @Nullable Message successor) implements Outcome {}

    /**
     * The attempt failed, and there will be another.
     *
     * @param failure what was thrown
     * @param readyAt when the next attempt is due
     */
    record Retried(Throwable failure, Instant readyAt) implements Outcome {}

    /**
     * The attempt failed, and the message is dead.
     *
     * @param failure what was thrown
     * @param reason why there is no other attempt
     */
    record Failed(Throwable failure, DeathReason reason) implements Outcome {}

    /**
     * The message went back to its queue, and the attempt is not counted: the worker is being stopped, or enough of the
     * task's runs are going on already.
     */
    record Released() implements Outcome {}

    /**
     * The message was not the worker's any more, so whatever the handler did counts for nothing here.
     *
     * @param reason why not
     */
    record Discarded(CancelReason reason) implements Outcome {}
}
