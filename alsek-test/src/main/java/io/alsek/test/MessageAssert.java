package io.alsek.test;

import io.alsek.spi.DeathReason;
import io.alsek.worker.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on one message and its attempts so far. */
public final class MessageAssert extends AbstractAssert<MessageAssert, String> {

    private final AlsekHarness harness;
    private final Complaints complaints;

    MessageAssert(AlsekHarness harness, String id, Complaints complaints) {
        super(id, MessageAssert.class);
        this.harness = harness;
        this.complaints = complaints;
    }

    private List<TaskExecution> attempts() {
        return harness.executions().stream()
                .filter(execution -> execution.id().equals(actual))
                .toList();
    }

    private MessageAssert check(boolean holds, Supplier<String> expected) {
        if (!holds) {
            complaints.hear(failure(
                    "Expected that the message %s %s, but that is not so. Attempts so far: %s%n%n%s",
                    actual, expected.get(), Lines.of(attempts()), complaints.dumpOf(harness)));
        }
        return this;
    }

    /** Checks how many attempts were run; several of them are failures, which the test expects then. */
    public MessageAssert hasAttempts(int count) {
        if (count > 1) {
            harness.parts().journal().acknowledge(actual);
        }
        return check(attempts().size() == count, () -> "had " + count + " attempts");
    }

    /** Checks how often its present or last attempt was delivered; more than once after a crash. */
    public MessageAssert hasDeliveries(int count) {
        int were =
                last().map(attempt -> attempt.message().history().deliveries()).orElse(0);
        return check(were == count, () -> "was delivered " + count + " times (it was " + were + " times)");
    }

    /** Checks the waits between the attempts, in order, the one before a coming attempt included. */
    public MessageAssert backedOffBy(Duration... waits) {
        harness.parts().journal().acknowledge(actual);
        List<Duration> were = new ArrayList<>();
        for (TaskExecution attempt : attempts()) {
            attempt.retryAt().ifPresent(at -> were.add(Duration.between(attempt.endedAt(), at)));
        }
        return check(
                were.equals(Arrays.asList(waits)),
                () -> "backed off by " + Words.spans(Arrays.asList(waits)) + " (it did by " + Words.spans(were) + ")");
    }

    /** Checks that it succeeded. */
    public MessageAssert hasSucceeded() {
        return check(success().isPresent(), () -> "succeeded");
    }

    /** Checks that it succeeded with this result. */
    public MessageAssert hasResult(@Nullable Object result) {
        return check(
                success()
                        .filter(attempt -> Objects.equals(attempt.result(), result))
                        .isPresent(),
                () -> "succeeded with the result " + Words.quoted(result));
    }

    private Optional<TaskExecution> success() {
        return attempts().stream().filter(TaskExecution::succeeded).findFirst();
    }

    /** Checks that its last attempt failed and another is to follow, after this wait. */
    public MessageAssert willRetryIn(Duration wait) {
        harness.parts().journal().acknowledge(actual);
        Optional<TaskExecution> last = last();
        boolean holds = last.flatMap(TaskExecution::retryAt)
                .filter(at -> at.equals(last.orElseThrow().endedAt().plus(wait)))
                .isPresent();
        return check(holds, () -> "is to be retried after " + Words.span(wait));
    }

    /** Checks that its last attempt failed for good with such an exception, and expects that. */
    public MessageAssert isDeadLetteredWith(Class<? extends Throwable> type) {
        harness.parts().journal().acknowledge(actual);
        boolean dead = last().map(TaskExecution::peek)
                .filter(outcome -> outcome instanceof Outcome.Failed failed && type.isInstance(failed.failure()))
                .isPresent();
        return check(dead, () -> "failed for good with a " + type.getName());
    }

    /** Checks that it is among the dead letters for this reason, and expects that. */
    public MessageAssert isDeadLetteredBecause(DeathReason reason) {
        harness.parts().journal().acknowledge(actual);
        boolean dead = harness.parts().inspector().deadLetters().stream()
                .anyMatch(letter -> letter.key().id().equals(actual) && letter.reason() == reason);
        return check(dead, () -> "is a dead letter with the reason " + reason);
    }

    private Optional<TaskExecution> last() {
        List<TaskExecution> attempts = attempts();
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
    }
}
