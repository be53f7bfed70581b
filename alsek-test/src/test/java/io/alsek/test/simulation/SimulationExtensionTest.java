package io.alsek.test.simulation;

import static io.alsek.test.simulation.Shop.CHARGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.alsek.test.AlsekHarness;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** {@code @SimulationTest} with JUnit. */
class SimulationExtensionTest {

    /** Tests that are run by the tests below. */
    static class Examples {

        int beforeEach;

        @BeforeEach
        void count() {
            beforeEach++;
        }

        @SimulationTest(seeds = 20)
        void passes(@TempDir Path directory, Simulation simulation) {
            assertThat(directory).isDirectory();
            assertThat(beforeEach).isEqualTo(1);
            Shop.idempotent(simulation);
        }

        @SimulationTest(seeds = 20, workers = 1, faultless = true, schedule = Schedule.PCT)
        void hasSettings(Simulation simulation) {
            Shop.naive(simulation);
            simulation.always("there are no faults", () -> simulation.strikes(Fault.WORKER_CRASH) == 0);
        }

        @SimulationTest(seeds = 100_000_000, budget = "300ms")
        void endsWhenItsBudgetIsSpent(Simulation simulation) {
            Shop.idempotent(simulation);
        }

        @SimulationTest(faults = {Fault.WORKER_CRASH, Fault.WORKER_PAUSE})
        void fails(Simulation simulation) {
            Shop.naive(simulation);
        }

        @SimulationTest
        void throwsWhenItIsDefined(Simulation simulation) {
            throw new IllegalArgumentException("not like that");
        }

        @SimulationTest
        void hasNoSimulation() {}

        @SimulationTest
        void hasAHarness(Simulation simulation, AlsekHarness harness) {
            harness.drain();
        }

        @SimulationTest(budget = "soon")
        void hasNoBudget(Simulation simulation) {
            simulation.handle(CHARGE, card -> card);
        }
    }

    static class Early {

        @BeforeEach
        void takesItTooEarly(Simulation simulation) {}

        @SimulationTest
        void isNeverCalled(Simulation simulation) {}
    }

    private static EngineExecutionResults run(Class<?> testClass, String method) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .selectors(selectMethod(testClass, methodOf(testClass, method)))
                .execute();
    }

    private static java.lang.reflect.Method methodOf(Class<?> testClass, String name) {
        for (java.lang.reflect.Method method : testClass.getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                return method;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static Throwable failureOf(Class<?> testClass, String method) {
        return run(testClass, method).testEvents().failed().stream()
                .findFirst()
                .flatMap(Event::getPayload)
                .map(org.junit.platform.engine.TestExecutionResult.class::cast)
                .flatMap(org.junit.platform.engine.TestExecutionResult::getThrowable)
                .orElseThrow();
    }

    @Test
    void isOneTestThatCallsItsMethodForEveryRun() {
        run(Examples.class, "passes")
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(1).failed(0));
    }

    @Test
    void goesByItsSettings() {
        run(Examples.class, "hasSettings").testEvents().assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void endsWhenItsBudgetIsSpent() {
        run(Examples.class, "endsWhenItsBudgetIsSpent").testEvents().assertStatistics(stats -> stats.succeeded(1));
    }

    @Nested
    class WhenItFails {

        @Test
        void saysWhichCommandRepeatsIt() {
            Throwable failure = failureOf(Examples.class, "fails");

            assertThat(failure)
                    .isInstanceOf(SimulationFailure.class)
                    .hasMessageContaining("mvn test -Dtest='SimulationExtensionTest$Examples#fails'"
                            + " -Dalsek.simulation.seed=" + ((SimulationFailure) failure).seed());
        }

        @Test
        void andLetsThroughWhatItsDefinitionThrows() {
            assertThat(failureOf(Examples.class, "throwsWhenItIsDefined"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not like that");
        }
    }

    @Nested
    class WhenItIsUsedWrongly {

        @Test
        void withoutASimulation() {
            assertThat(failureOf(Examples.class, "hasNoSimulation"))
                    .hasMessageContaining("A @SimulationTest needs a parameter of the type Simulation")
                    .hasMessageContaining("Write: void hasNoSimulation(Simulation simulation)");
        }

        @Test
        void withAHarness() {
            assertThat(failureOf(Examples.class, "hasAHarness"))
                    .hasMessageContaining("A simulation cannot have a io.alsek.test.AlsekHarness as its parameter")
                    .hasMessageContaining("What there is: Simulation");
        }

        @Test
        void withABudgetThatIsNone() {
            assertThat(failureOf(Examples.class, "hasNoBudget")).hasMessageContaining("such as \"10s\"");
        }

        @Test
        void withASimulationForAllRuns() {
            assertThat(failureOf(Early.class, "isNeverCalled"))
                    .hasMessageContaining("Take it as a parameter of the test method alone");
        }
    }

    @Test
    void theNumberOfBodiesIsThatOfTheRuns() {
        AtomicInteger bodies = new AtomicInteger();

        SimulationReport report = Simulation.seeds(10).rememberNothing().run(simulation -> {
            bodies.incrementAndGet();
            Shop.idempotent(simulation);
        });

        assertThat(report.seeds()).isEqualTo(10);
        assertThat(bodies.get())
                .as("ten, two without faults, and the first one again")
                .isEqualTo(13);
    }
}
