package io.alsek.task;

import io.alsek.lock.Lock;
import io.alsek.message.Message;
import io.alsek.message.TypeRef;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What a handler knows and can do while it runs. Belongs to one attempt; thread-safe but for {@link #state()}.
 *
 * <p>Messages submitted through it are marked as submitted by the running one.
 */
public interface TaskContext extends TaskSubmitter {

    /** {@return the message that is being run} */
    Message message();

    /** {@return the number of this attempt, from 1; a redelivery after a crash is the same attempt} */
    default int attempt() {
        return message().history().retries() + 1;
    }

    /**
     * {@return whether a worker runs this, for a message that it claimed} A task that is called directly, or executed
     * immediately, does not run in a worker.
     */
    default boolean isInWorker() {
        return false;
    }

    /** {@return how often this attempt was handed to a worker, from 1; more than once after a crash} */
    default int deliveries() {
        return message().history().deliveries();
    }

    /**
     * The token of the lease under which this runs: different for every delivery, so that a store of your own can
     * refuse a worker that was overtaken. It does not make effects happen once; for that, use the message's id as the
     * key of an idempotent effect.
     */
    String leaseToken();

    /** {@return a map from {@code preOp} to the handler to {@code postOp}, never persisted} */
    Map<String, Object> state();

    /** {@return why this attempt is to stop; empty while it may go on} */
    Optional<CancelReason> cancelled();

    /** {@return whether this attempt is to stop; once true, never false again} */
    default boolean isCancelled() {
        return cancelled().isPresent();
    }

    /**
     * Goes on if this attempt may go on.
     *
     * @throws TaskCancelledException if it is to stop
     */
    default void checkpoint() {
        Optional<CancelReason> reason = cancelled();
        if (reason.isPresent()) {
            throw new TaskCancelledException(reason.get());
        }
    }

    /**
     * Stores how far the work is, as details of the RUNNING status, and prolongs the lease.
     *
     * @param details anything that JSON can express
     * @throws IllegalStateException if the task does not track its status
     * @throws TaskCancelledException if the lease is lost
     */
    void progress(Object details);

    /**
     * The result of the message before this one in its chain.
     *
     * @return {@code null} if there is none, or if it was {@code null}
     * @throws io.alsek.message.SerializationException if it is not of the type
     */
    @Nullable
    Object previousResult(Type type);

    /** The result of the message before this one in its chain. */
    @SuppressWarnings("unchecked") // as below; a primitive class cannot cast
    default <T> @Nullable T previousResult(Class<T> type) {
        return (T) previousResult((Type) type);
    }

    /** The result of the message before this one in its chain. */
    @SuppressWarnings("unchecked") // the value was decoded as this very type
    default <T> @Nullable T previousResult(TypeRef<T> type) {
        return (T) previousResult(type.type());
    }

    /**
     * The lock of this name, that all processes share which use the worker's namespace. This acquires nothing. What the
     * handler does not release is held on after it.
     *
     * @throws IllegalStateException if there is no backend here, or it has no locks
     */
    default Lock lock(String name) {
        throw new IllegalStateException("The lock \"" + name + "\" cannot be had here, because the task \""
                + message().task() + "\" does not run in a worker of this process");
    }

    /** {@return the present instant, by the clock that the worker goes by} */
    Instant now();

    /** {@return a logger named after the task} */
    Logger logger();
}
