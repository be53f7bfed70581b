package io.alsek.test.simulation;

import static io.alsek.test.simulation.PropertiesTest.failureOf;
import static io.alsek.test.simulation.PropertiesTest.simulation;
import static io.alsek.test.simulation.Shop.CHARGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.task.NonRetryableException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A handler that does not work shows nothing, however well everything around it keeps its promises. */
class FailingTasksTest {

    private static void refusing(Simulation simulation) {
        simulation.handle(CHARGE, card -> {
            throw new NonRetryableException("no such card");
        });
        simulation.client(alsek -> alsek.submit(CHARGE, "4711"));
    }

    @Test
    void aTaskThatFailsForGoodWithoutAnyFaultIsReported() {
        SimulationFailure failure = failureOf(simulation(), FailingTasksTest::refusing);

        assertThat(failure.property()).isEqualTo("tasks do not fail by themselves");
        assertThat(failure)
                .hasMessageContaining("charge of client#1")
                .hasMessageContaining("io.alsek.task.NonRetryableException: no such card")
                .hasMessageContaining("simulation.deadLetters()")
                .hasMessageContaining("simulation.expectFailures()");
    }

    @Test
    void unlessTheTestLooksAtDeadLettersOrSaysSo() {
        simulation().seeds(3).run(simulation -> {
            refusing(simulation);
            simulation.eventually("it is dead", () -> simulation.deadLetters().size() == 1);
        });
        simulation().seeds(3).run(simulation -> {
            refusing(simulation);
            simulation.expectFailures();
        });
    }

    @Test
    void anAssertionThatFailsInAHandlerFailsTheSimulationThoughTheRetrySucceeds() {
        SimulationFailure failure = failureOf(simulation(), simulation -> {
            Set<String> charged = new HashSet<>();
            simulation.handle(CHARGE, card -> {
                assertThat(charged.add(card))
                        .as("is charged for the first time")
                        .isTrue();
                return card;
            });
            simulation.client(alsek -> alsek.submit(CHARGE, "4711"));
        });

        assertThat(failure.property()).isEqualTo("assertions in handlers hold");
        assertThat(failure.faults()).isEqualTo(1);
        assertThat(failure)
                .hasMessageContaining("The handler of charge of client#1, on w")
                .hasMessageContaining("is charged for the first time")
                .hasCauseInstanceOf(AssertionError.class);
    }
}
