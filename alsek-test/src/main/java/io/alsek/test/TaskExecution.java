package io.alsek.test;

import io.alsek.message.Message;
import io.alsek.worker.Execution;
import io.alsek.worker.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that was run in a test, after its end.
 *
 * <p>To look at how it failed, with {@link #failure()}, {@link #outcome()} or an assertion, is to expect that failure:
 * it does not fail the test any more.
 */
public final class TaskExecution {

    private final Execution execution;
    private final Journal journal;

    TaskExecution(Execution execution, Journal journal) {
        this.execution = execution;
        this.journal = journal;
    }

    /** {@return the message as it was when the attempt began} */
    public Message message() {
        return execution.message();
    }

    /** {@return the id of the message} */
    public String id() {
        return message().id();
    }

    /** {@return the name of the task} */
    public String task() {
        return message().task();
    }

    /** {@return the number of the attempt, from 1} */
    public int attempt() {
        return execution.attempt();
    }

    /** {@return the name of the worker that ran it} */
    public String worker() {
        return execution.worker();
    }

    /** {@return when it began} */
    public Instant startedAt() {
        return execution.startedAt();
    }

    /** {@return when it was settled} */
    public Instant endedAt() {
        return execution.endedAt();
    }

    /** {@return how long it took, by the clock of the harness} */
    public Duration duration() {
        return execution.duration();
    }

    /** {@return whether the handler's success counts} */
    public boolean succeeded() {
        return execution.succeeded();
    }

    /** {@return how it ended, with everything that is known about that} */
    public Outcome outcome() {
        journal.acknowledge(id());
        return execution.outcome();
    }

    /** {@return how it ended, without expecting a failure} */
    Outcome peek() {
        return execution.outcome();
    }

    /**
     * {@return what the handler returned}
     *
     * @throws IllegalStateException if the attempt did not succeed
     */
    public @Nullable Object result() {
        if (execution.outcome() instanceof Outcome.Succeeded succeeded) {
            return succeeded.result();
        }
        throw new IllegalStateException("There is no result, because it did not succeed: " + this);
    }

    /** {@return what the handler threw, whether another attempt follows or not} */
    public Optional<Throwable> failure() {
        Outcome outcome = outcome();
        if (outcome instanceof Outcome.Failed failed) {
            return Optional.of(failed.failure());
        }
        return outcome instanceof Outcome.Retried retried ? Optional.of(retried.failure()) : Optional.empty();
    }

    /** {@return when the next attempt is due, if one follows} */
    public Optional<Instant> retryAt() {
        return execution.outcome() instanceof Outcome.Retried retried
                ? Optional.of(retried.readyAt())
                : Optional.empty();
    }

    /** One line for people. */
    @Override
    public String toString() {
        return startedAt() + " " + task() + " (message " + id() + ", attempt " + attempt() + ", on " + worker() + ") "
                + Words.of(execution.outcome());
    }
}
