package io.alsek.test;

import io.alsek.task.Task;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what a drain ran, and on why it stopped. */
public final class DrainAssert extends AbstractAssert<DrainAssert, DrainResult> {

    private final Complaints complaints;

    DrainAssert(DrainResult actual, Complaints complaints) {
        super(actual, DrainAssert.class);
        this.complaints = complaints;
    }

    /** Checks how many attempts were run. */
    public DrainAssert hasExecuted(int attempts) {
        isNotNull();
        if (actual.executions().size() != attempts) {
            complaints.hear(failure("Expected %d executions, but there were %s", attempts, shown()));
        }
        return this;
    }

    /** Checks which tasks were run, in this order, and no others. */
    public DrainAssert hasExecuted(Task<?, ?>... tasks) {
        isNotNull();
        List<String> expected = Arrays.stream(tasks).map(Task::name).toList();
        List<String> were =
                actual.executions().stream().map(TaskExecution::task).toList();
        if (!were.equals(expected)) {
            complaints.hear(failure("Expected the executions of %s, but there were %s", expected, shown()));
        }
        return this;
    }

    /** Checks that nothing was run. */
    public DrainAssert hasExecutedNothing() {
        return hasExecuted(0);
    }

    /** Checks that every attempt succeeded. */
    public DrainAssert allSucceeded() {
        isNotNull();
        if (actual.succeeded() != actual.executions().size()) {
            complaints.hear(failure("Expected that all succeed, but there were %s", shown()));
        }
        return this;
    }

    /** Checks why it stopped. */
    public DrainAssert stoppedBecause(StopReason reason) {
        isNotNull();
        if (actual.stopReason() != reason) {
            complaints.hear(failure(
                    "Expected that it stopped because of %s, but it was %s: %s",
                    reason, actual.stopReason(), actual.explanation()));
        }
        return this;
    }

    private String shown() {
        return Lines.of(actual.executions());
    }
}
