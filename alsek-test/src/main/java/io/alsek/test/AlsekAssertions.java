package io.alsek.test;

import io.alsek.task.Task;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where assertions on Alsek begin. Can be imported statically side by side with {@code Assertions.assertThat} of
 * AssertJ.
 */
public final class AlsekAssertions {

    private AlsekAssertions() {}

    /** Begins assertions on what happened in a harness, and on what waits in it. */
    public static HarnessAssert assertThat(AlsekHarness actual) {
        return new HarnessAssert(actual, Complaints.AT_ONCE);
    }

    /** Begins assertions on one attempt. */
    public static ExecutionAssert assertThat(TaskExecution actual) {
        return new ExecutionAssert(actual, Complaints.AT_ONCE);
    }

    /** Begins assertions on what a drain ran. */
    public static DrainAssert assertThat(DrainResult actual) {
        return new DrainAssert(actual, Complaints.AT_ONCE);
    }

    /** Begins assertions on a task: whether its payloads are what they were, and how long it waits between attempts. */
    public static <I extends @Nullable Object, O extends @Nullable Object> TaskAssert<I, O> assertThat(
            Task<I, O> actual) {
        return new TaskAssert<>(actual, Complaints.AT_ONCE);
    }

    /**
     * Runs a scenario twice, each time in a new harness in memory, and checks that the same happens: the same messages
     * with the same inputs at the same instants, the same results and failures. So a handler that goes by the system's
     * clock, random numbers or the order of a hash set is found, as far as others can see what it does.
     *
     * @param scenario makes all state that it needs, adds its tasks, submits, and lets them run
     */
    public static void assertRepeats(ThrowingConsumer<AlsekHarness> scenario) {
        assertRepeats(AlsekHarness.builder(), scenario);
    }

    /**
     * The same, in harnesses of this kind.
     *
     * @throws IllegalArgumentException if they go by real time
     */
    public static void assertRepeats(HarnessBuilder kind, ThrowingConsumer<AlsekHarness> scenario) {
        new Repetition(kind, scenario).check();
    }
}
