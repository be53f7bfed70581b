package io.alsek.test;

import io.alsek.spi.DeathReason;
import io.alsek.task.CancelReason;
import io.alsek.worker.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on one attempt. To assert that it failed is to expect that failure. */
public final class ExecutionAssert extends AbstractAssert<ExecutionAssert, TaskExecution> {

    private final Complaints complaints;

    ExecutionAssert(TaskExecution actual, Complaints complaints) {
        super(actual, ExecutionAssert.class);
        this.complaints = complaints;
    }

    private ExecutionAssert check(boolean holds, Supplier<String> expected) {
        if (!holds) {
            complaints.hear(failure("Expected that it %s, but:%n  %s", expected.get(), actual));
        }
        return this;
    }

    private Outcome outcome() {
        isNotNull();
        return actual.outcome();
    }

    /** Checks that it succeeded. */
    public ExecutionAssert succeeded() {
        isNotNull();
        return check(actual.succeeded(), () -> "succeeded");
    }

    /** Checks that it succeeded with this result. */
    public ExecutionAssert withResult(@Nullable Object result) {
        isNotNull();
        return check(
                actual.succeeded() && Objects.equals(actual.result(), result),
                () -> "succeeded with the result " + Words.quoted(result));
    }

    /** Checks the type of what was thrown, whether another attempt follows or not. */
    public ExecutionAssert failedWith(Class<? extends Throwable> type) {
        outcome();
        return check(actual.failure().filter(type::isInstance).isPresent(), () -> "failed with a " + type.getName());
    }

    /** Checks the text of what was thrown. */
    public ExecutionAssert withMessageContaining(String part) {
        outcome();
        return check(
                actual.failure()
                        .map(Throwable::getMessage)
                        .filter(text -> text.contains(part))
                        .isPresent(),
                () -> "failed with a message that contains \"" + part + "\"");
    }

    /** Checks that another attempt follows. */
    public ExecutionAssert willRetry() {
        return check(outcome() instanceof Outcome.Retried, () -> "is to be retried");
    }

    /** Checks how long after its end another attempt follows. */
    public ExecutionAssert willRetryIn(Duration wait) {
        outcome();
        return check(
                actual.retryAt().filter(actual.endedAt().plus(wait)::equals).isPresent(),
                () -> "is to be retried after " + Words.span(wait));
    }

    /** Checks when another attempt follows. */
    public ExecutionAssert willRetryAt(Instant instant) {
        outcome();
        return check(actual.retryAt().filter(instant::equals).isPresent(), () -> "is to be retried at " + instant);
    }

    /** Checks that it failed for good. */
    public ExecutionAssert isDead() {
        return check(outcome() instanceof Outcome.Failed, () -> "failed for good");
    }

    /** Checks that it failed for good, and why. */
    public ExecutionAssert isDeadBecause(DeathReason reason) {
        return check(
                outcome() instanceof Outcome.Failed failed && failed.reason() == reason,
                () -> "failed for good with the reason " + reason);
    }

    /** Checks that it did not count, and why. */
    public ExecutionAssert wasDiscarded(CancelReason reason) {
        return check(
                outcome() instanceof Outcome.Discarded discarded && discarded.reason() == reason,
                () -> "was discarded with the reason " + reason);
    }

    /** Checks the number of the attempt, counted from 1. */
    public ExecutionAssert isAttempt(int number) {
        isNotNull();
        return check(actual.attempt() == number, () -> "is attempt number " + number);
    }
}
