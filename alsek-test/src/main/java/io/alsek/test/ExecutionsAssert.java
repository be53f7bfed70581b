package io.alsek.test;

import io.alsek.task.Task;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;

/** Assertions on the executions of one task, of all its messages and in the order of their ends. */
public final class ExecutionsAssert extends AbstractAssert<ExecutionsAssert, List<TaskExecution>> {

    private final AlsekHarness harness;
    private final Task<?, ?> task;
    private final Complaints complaints;

    ExecutionsAssert(AlsekHarness harness, Task<?, ?> task, List<TaskExecution> executions, Complaints complaints) {
        super(executions, ExecutionsAssert.class);
        this.harness = harness;
        this.task = task;
        this.complaints = complaints;
    }

    private ExecutionsAssert check(boolean holds, Supplier<String> expected) {
        if (!holds && !actual.isEmpty()) { // that there are none was said before
            complaints.hear(failure(
                    "Expected that the task \"%s\" %s, but its executions were %s%n%n%s",
                    task.name(), expected.get(), Lines.of(actual), complaints.dumpOf(harness)));
        }
        return this;
    }

    /** Checks that it was run exactly once. */
    public ExecutionsAssert once() {
        return times(1);
    }

    /** Checks how often it was run: retries and redeliveries count. */
    public ExecutionsAssert times(int count) {
        return check(actual.size() == count, () -> "was run " + (count == 1 ? "once" : count + " times"));
    }

    /** Checks that every execution succeeded. */
    public ExecutionsAssert allSucceeded() {
        return check(actual.stream().allMatch(TaskExecution::succeeded), () -> "always succeeded");
    }

    /** Checks how many executions succeeded; if not all did, the test expects these failures. */
    public ExecutionsAssert succeeded(int count) {
        if (count < actual.size()) {
            actual.forEach(TaskExecution::outcome);
        }
        return check(
                actual.stream().filter(TaskExecution::succeeded).count() == count,
                () -> "succeeded " + (count == 1 ? "once" : count + " times"));
    }

    /** Checks the names of the workers that ran it, in order. */
    public ExecutionsAssert byWorkers(String... names) {
        List<String> were = actual.stream().map(TaskExecution::worker).toList();
        return check(were.equals(List.of(names)), () -> "was run by the workers " + List.of(names));
    }

    /**
     * Goes on with assertions on one execution.
     *
     * @param number counted from 1
     */
    public ExecutionAssert execution(int number) {
        if (number < 1 || number > actual.size()) {
            throw failure(
                    "Expected an execution number %d of the task \"%s\", but its executions were %s%n%n%s",
                    number, task.name(), Lines.of(actual), complaints.dumpOf(harness));
        }
        return new ExecutionAssert(actual.get(number - 1), complaints);
    }

    /** Goes on with assertions on the last execution. */
    public ExecutionAssert last() {
        return execution(actual.size());
    }
}
