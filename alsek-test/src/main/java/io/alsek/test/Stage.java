package io.alsek.test;

import org.jspecify.annotations.Nullable;

/**
 * What is around the engine in a test.
 *
 * @param journal what happened
 * @param faults what goes wrong
 * @param watch who does what he must not
 * @param clock the virtual clock; {@code null} in real time
 */
record Stage(
        Journal journal,
        Faults faults,
        Watch watch,
        @Nullable VirtualClock clock) {}
