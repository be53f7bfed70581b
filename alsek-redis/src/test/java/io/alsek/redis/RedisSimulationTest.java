package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.event.TaskEvent;
import io.alsek.message.Backoff;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.BackendFactory;
import io.alsek.test.simulation.Schedule;
import io.alsek.test.simulation.Simulation;
import io.alsek.test.simulation.SimulationReport;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The simulator on real Redis, in virtual time: workers that crash and freeze, replies that are lost, leases that run out
 * early; with the simulator's own ledger and audit. The same seed gives the same events as in memory.
 */
class RedisSimulationTest {

    private static final int SEEDS = Integer.getInteger("alsek.faults.seeds", 12);

    private static final Task<String, String> CHARGE = Task.named("charge")
            .input(String.class)
            .output(String.class)
            .retry(5, Backoff.exponential())
            .trackStatus()
            .build();

    private static final Task<String, String> SHIP =
            Task.named("ship").input(String.class).output(String.class).build();

    private static final Task<Integer, Integer> SUM = Task.named("sum")
            .input(Integer.class)
            .output(Integer.class)
            .retry(5, Backoff.exponential())
            .build();

    private static final BackendFactory ON_REDIS = setup -> InStep.of(RedisBackend.builder()
            .url(SharedRedis.url())
            .namespace(setup.namespace() + "-" + UUID.randomUUID())
            .clock(setup.clock())
            .build());

    /** Retries with jitter, chains, children, waiting, progress, delays and clients that ask. */
    private static void workload(Simulation simulation) {
        simulation.handle(CHARGE, (card, context) -> {
            if (context.attempt() == 1 && card.endsWith("2")) {
                throw new IllegalStateException("no money: " + card);
            }
            context.checkpoint();
            context.progress("half");
            return "receipt for " + card;
        });
        simulation.handle(SHIP, (parcel, context) -> parcel);
        simulation.handle(SUM, (number, context) -> {
            simulation.sleep(Duration.ofSeconds(number));
            if (number == 0) {
                return 0;
            }
            return number + context.submit(SUM, number - 1, options -> {}).await(Duration.ofMinutes(30));
        });
        simulation.client(alsek -> {
            for (int i = 1; i <= 3; i++) {
                alsek.submit(CHARGE.then(SHIP), "card " + i);
            }
        });
        simulation.client(alsek -> alsek.submit(SUM, 2, options -> options.delay(Duration.ofSeconds(3)))
                .await(Duration.ofHours(1)));
    }

    private static SimulationReport report(BackendFactory backend, Schedule schedule) {
        return Simulation.seeds(SEEDS)
                .backend(backend)
                .schedule(schedule)
                .rememberNothing()
                .named("the same")
                .run(RedisSimulationTest::workload);
    }

    @Test
    @Timeout(600)
    void theSameSeedGivesTheSameStepsAsInMemory() {
        assertThat(report(ON_REDIS, Schedule.PCT)).isEqualTo(report(BackendFactory.inMemory(), Schedule.PCT));
    }

    /** Where backends may signal more than they must, somebody may look once more for nothing: that is another step. */
    @ParameterizedTest
    @EnumSource(
            value = Schedule.class,
            names = {"MIXED", "RANDOM"})
    @Timeout(600)
    void theSameFaultsStrikeWhoeverIsNext(Schedule schedule) {
        SimulationReport redis = report(ON_REDIS, schedule);
        SimulationReport memory = report(BackendFactory.inMemory(), schedule);

        assertThat(redis.strikes()).isEqualTo(memory.strikes());
        assertThat(redis.seeds()).isEqualTo(memory.seeds());
    }

    /** The engine of tests, on a workload that a seed decides upon. */
    private static List<String> events(BackendFactory backend, long seed) {
        Random random = new Random(seed);
        try (AlsekHarness harness =
                AlsekHarness.builder().backend(backend).seed(seed).build()) {
            harness.expectFailures()
                    .handle(CHARGE, (card, context) -> {
                        if (context.attempt() < 3 && card.hashCode() % 3 != 0) {
                            throw new IllegalStateException("no money: " + card);
                        }
                        return "receipt for " + card;
                    })
                    .handle(SHIP, (parcel, context) -> {
                        if (parcel.endsWith("7")) {
                            throw new IllegalStateException("lost: " + parcel);
                        }
                        return parcel;
                    });
            for (int i = 0; i < 40; i++) {
                String card = "card " + random.nextInt(100);
                int priority = random.nextInt(3);
                Duration delay = Duration.ofSeconds((long) random.nextInt(2) * random.nextInt(60));
                if (random.nextBoolean()) {
                    harness.alsek().submit(CHARGE.then(SHIP), card);
                } else {
                    harness.alsek()
                            .submit(
                                    SHIP,
                                    card,
                                    options -> options.priority(priority).delay(delay));
                }
                if (random.nextInt(4) == 0) {
                    harness.advance(Duration.ofSeconds(random.nextInt(20)));
                }
            }
            harness.runUntilIdle();
            return harness.events().stream().map(RedisSimulationTest::text).toList();
        }
    }

    private static String text(TaskEvent event) {
        return event.getClass().getSimpleName() + " " + event.message().id() + " " + event.at();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameSeedGivesTheSameTaskEventsAsInMemory(long seed) {
        List<String> memory = events(BackendFactory.inMemory(), seed);

        assertThat(events(ON_REDIS, seed)).isEqualTo(memory).hasSizeGreaterThan(100);
    }
}
