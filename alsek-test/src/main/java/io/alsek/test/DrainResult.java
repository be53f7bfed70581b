package io.alsek.test;

import io.alsek.worker.Outcome;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the harness ran, and why it stopped.
 *
 * <p>To look at the reason, with {@link #stopReason()} or an assertion, is to expect it: a bound that was reached, or the
 * failure at which it stopped, does not fail the test any more.
 */
public final class DrainResult {

    private final List<TaskExecution> executions;
    private final StopReason stopReason;
    private final String explanation;
    private final Journal journal;

    DrainResult(List<TaskExecution> executions, StopReason stopReason, String explanation, Journal journal) {
        this.executions = List.copyOf(executions);
        this.stopReason = stopReason;
        this.explanation = explanation;
        this.journal = journal;
        if (stopReason == StopReason.MAX_EXECUTIONS) {
            journal.stoppedAtLimit(this);
        }
    }

    /** {@return the attempts that were run, in order} */
    public List<TaskExecution> executions() {
        return executions;
    }

    /** {@return why it stopped} */
    public StopReason stopReason() {
        journal.sawLimit(this);
        if (stopReason == StopReason.FAILURE) {
            journal.acknowledge(executions.get(executions.size() - 1).id());
        }
        return stopReason;
    }

    /** {@return why it stopped, in words; names the tasks that go round in circles, if some do} */
    public String explanation() {
        return explanation;
    }

    /** {@return how many attempts succeeded} */
    public long succeeded() {
        return count(Outcome.Succeeded.class::isInstance);
    }

    /** {@return how many attempts failed and are to be retried; to look at them is to expect these failures} */
    public long retried() {
        executions.stream()
                .filter(execution -> execution.peek() instanceof Outcome.Retried)
                .forEach(execution -> journal.acknowledge(execution.id()));
        return count(Outcome.Retried.class::isInstance);
    }

    /** {@return how many attempts failed for good} */
    public long failed() {
        return count(Outcome.Failed.class::isInstance);
    }

    /** {@return how many attempts did not count, because their message was revoked or lost} */
    public long discarded() {
        return count(Outcome.Discarded.class::isInstance);
    }

    private long count(Predicate<Outcome> kind) {
        return executions.stream().map(TaskExecution::peek).filter(kind).count();
    }

    @Override
    public String toString() {
        return executions.size() + " executions (" + succeeded() + " succeeded, "
                + count(Outcome.Retried.class::isInstance) + " to be retried, "
                + failed() + " failed, " + discarded() + " discarded), stopped because " + explanation;
    }
}
