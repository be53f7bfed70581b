package io.alsek.test;

import io.alsek.task.Task;
import org.assertj.core.api.AutoCloseableSoftAssertionsProvider;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;

/**
 * Assertions that are all made, and fail together in the end: those on Alsek, and all of AssertJ's.
 *
 * <pre>{@code
 * try (AlsekSoftAssertions softly = new AlsekSoftAssertions()) {
 *     softly.assertThat(harness).hasEnqueued(MAIL).once();
 *     softly.assertThat(harness).hasNoDeadLetters();
 *     softly.assertThat(bank.takings()).isEqualTo(4_900);
 * }
 * }</pre>
 *
 * <p>Assertions that narrow down, such as those after {@code hasEnqueued}, say nothing more once one of them has failed.
 */
public final class AlsekSoftAssertions extends SoftAssertions implements AutoCloseableSoftAssertionsProvider {

    private final Complaints complaints = new Complaints.Collected(this);

    /** Assertions that nobody has made yet. */
    public AlsekSoftAssertions() {}

    /** Begins assertions on what happened in a harness, and on what waits in it. */
    public HarnessAssert assertThat(AlsekHarness actual) {
        return new HarnessAssert(actual, complaints);
    }

    /** Begins assertions on one attempt. */
    public ExecutionAssert assertThat(TaskExecution actual) {
        return new ExecutionAssert(actual, complaints);
    }

    /** Begins assertions on what a drain ran. */
    public DrainAssert assertThat(DrainResult actual) {
        return new DrainAssert(actual, complaints);
    }

    /** Begins assertions on a task: its payloads and its waits. */
    public <I extends @Nullable Object, O extends @Nullable Object> TaskAssert<I, O> assertThat(Task<I, O> actual) {
        return new TaskAssert<>(actual, complaints);
    }
}
