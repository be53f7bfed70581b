package io.alsek.test;

import io.alsek.event.TaskEvent;
import io.alsek.message.ExceptionDetails;
import io.alsek.spi.BackendException;
import io.alsek.worker.Outcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What to say of a test that did not look at something that it should have looked at. */
final class Missed {

    private Missed() {}

    /** What the test with this harness has missed, the worst of it first. */
    static Optional<AssertionError> by(AlsekHarness harness, OnUnexpectedFailure onFailure, OnPending onPending) {
        Journal journal = harness.parts().journal();
        Optional<AssertionError> offence = journal.takeOffence();
        if (offence.isPresent()) {
            return offence;
        }
        List<TaskEvent.Failed> failures = journal.unseenFailures();
        List<TaskEvent.Retrying> retries = unseenRetries(harness);
        if (!(failures.isEmpty() && retries.isEmpty()) && onFailure == OnUnexpectedFailure.FAIL_TEST) {
            return Optional.of(failures(failures, retries, journal.executions()));
        }
        Optional<TaskExecution> asserted = journal.unseenAssertion();
        if (asserted.isPresent() && onFailure == OnUnexpectedFailure.FAIL_TEST) {
            return asserted.map(Missed::assertion);
        }
        List<DrainResult> limits = journal.unseenLimits();
        if (!limits.isEmpty()) {
            return Optional.of(limit(limits.get(0)));
        }
        if (onPending == OnPending.FAIL_TEST && !harness.pending().isEmpty()) {
            return Optional.of(pending(harness.pending()));
        }
        List<String> vacuous = Stream.concat(
                        harness.faults().notStruck().stream(), harness.parts().workers().crashesToCome().stream())
                .toList();
        return vacuous.isEmpty() ? Optional.empty() : Optional.of(faults(vacuous));
    }

    /** What failed, and was not made good: it is alive still. */
    private static List<TaskEvent.Retrying> unseenRetries(AlsekHarness harness) {
        Journal journal = harness.parts().journal();
        if (!journal.hasUnseenRetries()) {
            return List.of();
        }
        try {
            return journal.unseenRetriesOf(harness.pending());
        } catch (BackendException | IllegalStateException unreachable) {
            return List.of(); // the test itself has closed or stopped the backend, and nobody knows what became of them
        }
    }

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

    /**
     * What failed, for good or not.
     *
     * @param failures what is dead
     * @param retries what waits for another attempt
     * @param executions all that was run, from which the exceptions are taken
     */
    static AssertionError failures(
            List<TaskEvent.Failed> failures, List<TaskEvent.Retrying> retries, List<TaskExecution> executions) {
        int count = failures.size() + retries.size();
        StringBuilder text = new StringBuilder();
        text.append(count == 1 ? "A task" : count + " tasks");
        text.append(" failed in this test, and the test did not expect it:\n");
        failures.forEach(failed -> text.append(line(failed, failed.reason().name(), failed.failure(), "")));
        retries.forEach(retrying -> text.append(line(
                retrying,
                "attempt " + retrying.message().history().retries(),
                retrying.message().history().failure(),
                "; it waits for another attempt at " + retrying.readyAt())));
        if (retries.isEmpty()) {
            text.append("If that is what you test, assert it, such as with assertThat(harness).hasDeadLetter(TASK), or"
                    + " call harness.expectFailures()");
        } else {
            text.append("If another attempt is to make it good, run that with harness.runUntilIdle(). If the failure is"
                    + " what you test, assert it, such as with assertThat(harness).task(handle).willRetryIn(…), or call"
                    + " harness.expectFailures()");
        }
        AssertionError error = new AssertionError(text.toString());
        lastThrownBy(executions, Stream.concat(failures.stream(), retries.stream()))
                .forEach(error::addSuppressed);
        return error;
    }

    /** What a test asserts must hold, whatever the next attempt makes of it. */
    private static AssertionError assertion(TaskExecution execution) {
        Throwable thrown = thrownBy(execution.peek()).orElseThrow();
        return new AssertionError(
                "An assertion failed in the handler of " + execution.message().summary() + ", attempt "
                        + execution.attempt() + ", and its retry has hidden that: " + thrown.getMessage()
                        + "\nIf that is what you test, assert it, such as with assertThat(execution).failedWith(…), or call"
                        + " harness.expectFailures()",
                thrown);
    }

    private static String line(TaskEvent event, String what, @Nullable ExceptionDetails failure, String end) {
        return "  " + event.at() + " " + event.message().summary() + " " + what
                + (failure == null ? "" : ": " + failure.summary()) + end + "\n";
    }

    /** What the last attempts at these messages threw. */
    private static Collection<Throwable> lastThrownBy(List<TaskExecution> executions, Stream<TaskEvent> events) {
        Map<String, Throwable> thrown = new LinkedHashMap<>();
        Set<String> ids = events.map(event -> event.message().id()).collect(Collectors.toSet());
        for (TaskExecution execution : executions) {
            if (ids.contains(execution.id())) {
                thrownBy(execution.peek()).ifPresent(each -> thrown.put(execution.id(), each));
            }
        }
        return thrown.values();
    }

    private static Optional<Throwable> thrownBy(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return Optional.of(failed.failure());
        }
        return outcome instanceof Outcome.Retried retried ? Optional.of(retried.failure()) : Optional.empty();
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
