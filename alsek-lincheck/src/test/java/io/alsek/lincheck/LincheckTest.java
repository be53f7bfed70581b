package io.alsek.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Whatever the interleaving, operations on the backend in memory have outcomes that they could also have one after the
 * other. Model checking tries interleavings one by one, down to single reads and writes; stress leaves them to chance.
 * {@code -Dalsek.lincheck.effort=50} tries fifty times as many.
 */
class LincheckTest {

    private static final int EFFORT = Integer.getInteger("alsek.lincheck.effort", 1);

    @Test
    void no_interleaving_of_queue_operations_is_wrong() {
        modelChecking(3).check(QueueOperations.class);
    }

    @Test
    void no_storm_of_queue_operations_is_wrong() {
        stress(4).check(QueueOperations.class);
    }

    private static ModelCheckingOptions modelChecking(int scenarios) {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .iterations(scenarios * EFFORT)
                .invocationsPerIteration(200);
    }

    private static StressOptions stress(int scenarios) {
        return new StressOptions()
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .iterations(scenarios * EFFORT)
                .invocationsPerIteration(250);
    }

    @Test
    void a_planted_race_is_found() {
        assertThatThrownBy(
                        () -> modelChecking(100).actorsBefore(0).actorsAfter(0).check(RacyRemoval.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results")
                .hasMessageContaining("remove(");
    }
}
