package io.alsek.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.message.ScheduledRun;
import io.alsek.task.Task;
import io.alsek.test.simulation.Fault;
import io.alsek.test.simulation.Simulation;
import io.alsek.test.simulation.SimulationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Schedules under the simulator, which strikes at every operation and watches the promises of the library. */
class SimulatedSchedulesTest {

    private static final Task<@Nullable Void, @Nullable Void> TICK =
            Task.named("tick").build();

    @Test
    void underAllFaultsEveryRunHappensAndItsMessageIsSubmittedOnce() {
        SimulationReport report = Simulation.seeds(300).rememberNothing().run(simulation -> {
            TreeSet<Instant> ran = new TreeSet<>();
            Set<String> ids = new TreeSet<>();
            simulation.handle(TICK, (nothing, context) -> {
                ran.add(ScheduledRun.of(context.message()).orElseThrow().instant());
                ids.add(context.message().id());
                return null;
            });
            Instant start = simulation.clock().instant();
            Interval interval = Interval.every(Duration.ofSeconds(5)).from(start);
            Instant end = start.plusSeconds(180);
            for (String name : new String[] {"one", "two", "three"}) {
                simulation.client(name, alsek -> {
                    if (alsek.schedules().isWorking()) {
                        simulation.sleep(Duration.ofMinutes(4)); // it begins anew after a failure
                        return;
                    }
                    alsek.schedule(TICK, interval, options -> options.end(end).missed(MissedRuns.all(100)));
                    simulation.sleep(Duration.ofMinutes(4));
                });
            }
            simulation.always("each run has one message", () -> ids.size() == ran.size());
            simulation.eventually(
                    "no run is left out",
                    () -> ran.last().equals(end)
                            && Duration.between(ran.first(), end).dividedBy(interval.every()) == ran.size() - 1);
            simulation.sometimes("a message is delivered again", () -> simulation.redeliveries() > 0);
        });

        assertThat(report.seeds()).isEqualTo(300);
        assertThat(report.strikes()).containsOnlyKeys(Fault.standard());
    }
}
