package io.alsek.test;

/**
 * Where assertions on Alsek begin. Can be imported statically side by side with {@code Assertions.assertThat} of
 * AssertJ.
 */
public final class AlsekAssertions {

    private AlsekAssertions() {}

    /** Begins assertions on what happened in a harness, and on what waits in it. */
    public static HarnessAssert assertThat(AlsekHarness actual) {
        return new HarnessAssert(actual);
    }

    /** Begins assertions on one attempt. */
    public static ExecutionAssert assertThat(TaskExecution actual) {
        return new ExecutionAssert(actual);
    }

    /** Begins assertions on what a drain ran. */
    public static DrainAssert assertThat(DrainResult actual) {
        return new DrainAssert(actual);
    }
}
