package com.example.junit6;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.task.Task;
import io.alsek.test.AlsekBackends;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.CrashPoint;
import io.alsek.test.Dispatch;
import io.alsek.test.EventLog;
import io.alsek.test.Faults;
import io.alsek.test.InMemory;
import io.alsek.test.SimulatedWorker;
import io.alsek.test.VirtualClock;
import io.alsek.test.WorkerName;
import io.alsek.test.simulation.Simulation;
import io.alsek.test.simulation.SimulationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Whatever the extension does on JUnit 5, it does here. */
@AlsekTest
class GreetingTest {

    static final Task<String, String> GREET = Task.named("greet")
            .input(String.class)
            .output(String.class)
            .retry(2, Backoff.constant(Duration.ofMinutes(1)))
            .build();

    private final AlsekHarness ofConstructor;
    private final List<String> greeted = new ArrayList<>();

    GreetingTest(AlsekHarness harness) {
        ofConstructor = harness;
    }

    @BeforeEach
    void addTheTask(AlsekHarness harness) {
        harness.handle(GREET, name -> {
            greeted.add(name);
            return "Hello " + name;
        });
    }

    @Test
    void thisIsJUnit6() {
        assertThat(Test.class.getPackage().getImplementationVersion()).startsWith("6.");
    }

    @Test
    void parametersAreOfOneHarness(AlsekHarness harness, Alsek alsek, VirtualClock clock, EventLog events) {
        assertThat(harness).isSameAs(ofConstructor);
        assertThat(alsek).isSameAs(harness.alsek());
        alsek.submit(GREET, "Ann", options -> options.delay(Duration.ofDays(1)));

        assertThat(harness).neverRuns(GREET).during(Duration.ofHours(23));
        clock.advance(Duration.ofHours(1));

        assertThat(harness.drain()).hasExecuted(GREET).allSucceeded();
        assertThat(events.of(GREET)).hasSize(3);
    }

    @Test
    void workersDie(Alsek alsek, @WorkerName("w1") SimulatedWorker worker) {
        alsek.submit(GREET, "Ann");

        worker.crashAt(CrashPoint.AFTER_HANDLER).runNext();
        ofConstructor.runUntilIdle();

        assertThat(greeted).containsExactly("Ann", "Ann");
    }

    @Test
    void faultsStrike(Alsek alsek, Faults faults) {
        faults.duplicateNext(GREET).backendIsDownFor(Duration.ofMinutes(1));
        ofConstructor.advance(Duration.ofMinutes(1));
        alsek.submit(GREET, "Ann");

        ofConstructor.drain();

        assertThat(greeted).containsExactly("Ann", "Ann");
    }

    @Nested
    @AlsekTest(dispatch = Dispatch.ON_SUBMIT)
    class AtOnce {

        @RepeatedTest(20)
        void isDoneWhenSubmitReturns(AlsekHarness harness) throws Exception {
            assertThat(harness).isSameAs(ofConstructor);
            assertThat(harness.alsek().submit(GREET, "Ann").await(Duration.ZERO)).isEqualTo("Hello Ann");
        }
    }

    @Nested
    class OnSeveralBackends {

        @AlsekBackends({InMemory.class, InMemory.class})
        void greets(AlsekHarness harness) {
            harness.alsek().submit(GREET, "Ann");
            assertThat(harness.drain()).hasExecuted(1);
        }
    }

    @SimulationTest(seeds = 50)
    void whateverGoesWrong(Simulation simulation) {
        Set<String> names = new TreeSet<>();
        simulation.handle(GREET, (name, context) -> {
            names.add(name);
            return name;
        });
        simulation.client(alsek -> alsek.submit(GREET, "Ann"));
        simulation.eventually("Ann is greeted", () -> names.contains("Ann"));
    }
}
