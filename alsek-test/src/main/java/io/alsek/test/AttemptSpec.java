package io.alsek.test;

import io.alsek.task.BoundTask;
import io.alsek.task.CancelReason;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that is to be run, and what it finds in its context. Filled in by the test; not thread-safe.
 *
 * <pre>{@code
 * harness.performing(CHARGE, "4711").attempt(3).options(options -> options.metadata("shop", "7")).perform();
 * }</pre>
 *
 * <p>Nothing of it is pretended: its message is submitted with these options and brought by the backend into the state
 * asked for, so everything in its context is as it would be in production.
 */
public final class AttemptSpec<I extends @Nullable Object> {

    private final HarnessParts parts;
    private final BoundTask<?, ?> bound;
    private final Task<I, ?> task;
    private final I input;
    private Consumer<SubmitOptions> options = filled -> {};
    private int attempt = 1;
    private int delivery = 1;
    private @Nullable Throwable failure;
    private @Nullable CancelReason cancelledBy;

    AttemptSpec(HarnessParts parts, BoundTask<?, ?> bound, Task<I, ?> task, I input) {
        this.parts = parts;
        this.bound = bound;
        this.task = task;
        this.input = input;
    }

    /** Sets its number: as if those before it had failed. */
    public AttemptSpec<I> attempt(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("Attempts are counted from 1, but this is to be number " + number);
        }
        attempt = number;
        return this;
    }

    /** Sets what the attempt before it failed with; only of use with {@link #attempt}. */
    public AttemptSpec<I> afterFailure(Throwable thrown) {
        failure = thrown;
        return this;
    }

    /**
     * Sets how often it is delivered, this time included: as if the workers before had died. Every one of them takes a
     * millisecond of virtual time.
     */
    public AttemptSpec<I> delivery(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("Deliveries are counted from 1, but this is to be number " + number);
        }
        delivery = number;
        return this;
    }

    /** Sets what its message has different from its task: id, metadata, timeout, the result before it, and more. */
    public AttemptSpec<I> options(Consumer<SubmitOptions> settings) {
        options = options.andThen(settings);
        return this;
    }

    /**
     * Cancels it before its handler begins, in the way of production: its timeout passes, or its message is revoked, or
     * its lease is lost and noticed at the next heartbeat, or its worker is shut down. So the virtual clock moves by
     * the timeout, or by a third of the lease.
     */
    public AttemptSpec<I> cancelledBy(CancelReason reason) {
        cancelledBy = reason;
        return this;
    }

    /** Runs it. What waits in its queue stays there; if it is to be retried, its message waits for that. */
    public TaskExecution perform() {
        return new SingleRun(parts, bound, this).run(parts.alsek().generate(task, input, options));
    }

    int attempt() {
        return attempt;
    }

    int delivery() {
        return delivery;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    @Nullable
    CancelReason cancelReason() {
        return cancelledBy;
    }
}
