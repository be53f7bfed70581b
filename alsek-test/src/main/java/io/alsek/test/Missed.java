package io.alsek.test;

import io.alsek.event.TaskEvent;
import io.alsek.worker.Outcome;
import java.util.List;

/** What to say of a test that did not look at something that it should have looked at. */
final class Missed {

    private Missed() {}

    /** The state of a harness, in the shape of an exception, so that it is printed with the failure of a test. */
    static final class HarnessState extends RuntimeException {

        private static final long serialVersionUID = 1L;

        HarnessState(String dump) {
            super(
                    "This is not an exception, but the state of the harness when the test failed:\n" + dump,
                    null,
                    false,
                    false);
        }
    }

    static AssertionError failures(List<TaskEvent.Failed> failures, List<TaskExecution> executions) {
        StringBuilder text = new StringBuilder();
        text.append(failures.size() == 1 ? "A task" : failures.size() + " tasks");
        text.append(" failed in this test, and the test did not expect it:\n");
        for (TaskEvent.Failed failed : failures) {
            text.append("  ")
                    .append(failed.at())
                    .append(' ')
                    .append(failed.message().summary());
            text.append(" ")
                    .append(failed.reason())
                    .append(": ")
                    .append(failed.failure().summary())
                    .append('\n');
        }
        text.append("If that is what you test, assert it, such as with assertThat(harness).hasDeadLetter(TASK), or call"
                + " harness.expectFailures()");
        AssertionError error = new AssertionError(text.toString());
        for (TaskExecution execution : executions) {
            if (execution.peek() instanceof Outcome.Failed failed
                    && failures.stream().anyMatch(event -> event.message().id().equals(execution.id()))) {
                error.addSuppressed(failed.failure());
            }
        }
        return error;
    }

    static AssertionError limit(DrainResult result) {
        return new AssertionError("The harness stopped because " + result.explanation());
    }

    static AssertionError faults(List<String> vacuous) {
        return new AssertionError(
                "This test announced faults that never struck, so it proves less than it seems to:\n  "
                        + String.join("\n  ", vacuous)
                        + "\nAnnounce them before what they are to strike is run, or do not announce them");
    }

    static AssertionError pending(List<PendingTask> pending) {
        StringBuilder text = new StringBuilder("This test leaves ");
        text.append(pending.size())
                .append(pending.size() == 1 ? " message" : " messages")
                .append(" behind:\n");
        pending.forEach(task -> text.append("  ")
                .append(task.message().summary())
                .append(' ')
                .append(task.state())
                .append('\n'));
        text.append("Run them with harness.drain() or harness.runUntilIdle(), or allow it with onPending = IGNORE");
        return new AssertionError(text.toString());
    }
}
