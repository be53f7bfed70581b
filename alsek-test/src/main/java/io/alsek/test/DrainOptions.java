package io.alsek.test;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one drain has different from others. Filled in by the test, read once, not thread-safe.
 *
 * <pre>{@code
 * harness.drain(options -> options.queues("mail").maxExecutions(10).stopAtFailure());
 * }</pre>
 */
public final class DrainOptions {

    private final Set<String> queues = new LinkedHashSet<>();
    private int maxExecutions;
    private boolean stopAtFailure;

    DrainOptions(int maxExecutions) {
        this.maxExecutions = maxExecutions;
    }

    /** Runs what is in these queues only, the first of them first. */
    public DrainOptions queues(String... names) {
        queues.addAll(Arrays.asList(names));
        return this;
    }

    /** Sets how many executions it may take. */
    public DrainOptions maxExecutions(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("maxExecutions must be at least 1, but is " + bound);
        }
        maxExecutions = bound;
        return this;
    }

    /** Stops after the first attempt that does not succeed, whether another follows or not. */
    public DrainOptions stopAtFailure() {
        stopAtFailure = true;
        return this;
    }

    /** In the order in which they were named; empty means all. */
    Set<String> queues() {
        return queues;
    }

    int maxExecutions() {
        return maxExecutions;
    }

    boolean stopsAtFailure() {
        return stopAtFailure;
    }
}
