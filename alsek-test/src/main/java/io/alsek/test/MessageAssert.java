package io.alsek.test;

import io.alsek.worker.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions on one message and its attempts so far. */
public final class MessageAssert extends AbstractAssert<MessageAssert, String> {

    private final AlsekHarness harness;
    private final List<TaskExecution> attempts;

    MessageAssert(AlsekHarness harness, String id) {
        super(id, MessageAssert.class);
        this.harness = harness;
        this.attempts = harness.executions().stream()
                .filter(execution -> execution.id().equals(id))
                .toList();
    }

    private AssertionError failed(String expected) {
        return failure(
                "Expected that the message %s %s, but its attempts were %s%n%n%s",
                actual, expected, Lines.of(attempts), harness.dump());
    }

    /** Checks how many attempts were run. */
    public MessageAssert hasAttempts(int count) {
        if (attempts.size() != count) {
            throw failed("had " + count + " attempts");
        }
        return this;
    }

    /** Checks the waits between the attempts, in order, the one before a coming attempt included. */
    public MessageAssert backedOffBy(Duration... waits) {
        List<Duration> were = new ArrayList<>();
        for (TaskExecution attempt : attempts) {
            attempt.retryAt().ifPresent(at -> were.add(Duration.between(attempt.endedAt(), at)));
        }
        if (!were.equals(Arrays.asList(waits))) {
            throw failed("backed off by " + Arrays.toString(waits) + " (it did by " + were + ")");
        }
        return this;
    }

    /** Checks that its last attempt succeeded. */
    public MessageAssert hasSucceeded() {
        if (last().filter(TaskExecution::succeeded).isEmpty()) {
            throw failed("succeeded");
        }
        return this;
    }

    /** Checks that its last attempt failed for good with such an exception, and expects that. */
    public MessageAssert isDeadLetteredWith(Class<? extends Throwable> type) {
        harness.parts().journal().acknowledge(actual);
        boolean dead = last().map(TaskExecution::peek)
                .filter(outcome -> outcome instanceof Outcome.Failed failed && type.isInstance(failed.failure()))
                .isPresent();
        if (!dead) {
            throw failed("failed for good with a " + type.getName());
        }
        return this;
    }

    private Optional<TaskExecution> last() {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
    }
}
