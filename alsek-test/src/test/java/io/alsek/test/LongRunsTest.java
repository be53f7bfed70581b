package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.message.Backoff;
import io.alsek.message.ScheduledRun;
import io.alsek.schedule.Trigger;
import io.alsek.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a year of virtual time takes in real time. The times are told, not judged: they depend on the machine. For more
 * than one round: {@code -Dalsek.test.rounds=5}.
 */
@Isolated("for the sake of the times that it tells")
class LongRunsTest {

    private static final int HOURS = 365 * 24;
    private static final Task<String, @Nullable Void> HOURLY = Task.named("hourly")
            .input(String.class)
            .retry(2, Backoff.constant(Duration.ofMinutes(10)))
            .build();

    private static final Task<@Nullable Void, @Nullable Void> TICK =
            Task.named("tick").build();

    private static AlsekHarness harness() {
        return AlsekHarness.builder().maxExecutions(10 * HOURS).build();
    }

    private static void tell(TestReporter reporter, String what, Runnable run) {
        for (int round = 1; round <= Integer.getInteger("alsek.test.rounds", 1); round++) {
            long start = System.nanoTime();
            run.run();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            reporter.publishEntry(what + ", round " + round, millis + " ms");
        }
    }

    @Test
    void aYearOfHourlyDelaysAndRetries(TestReporter reporter) {
        tell(reporter, "a year of hourly delays and retries", () -> {
            try (AlsekHarness harness = harness()) {
                AtomicInteger attempts = new AtomicInteger();
                harness.handle(HOURLY, (text, context) -> {
                    if (attempts.incrementAndGet() % 2 == 1) {
                        throw new IllegalStateException("try again");
                    }
                    context.submit(HOURLY, text, options -> options.delay(Duration.ofMinutes(50)));
                    return null;
                });
                harness.alsek().submit(HOURLY, "a", options -> options.delay(Duration.ofHours(1)));

                harness.advance(Duration.ofDays(365));

                assertThat(attempts).hasValue(2 * HOURS - 1);
            }
        });
    }

    @Test
    void aYearOfACronExpression(TestReporter reporter) {
        tell(reporter, "a year of an hourly cron expression", () -> {
            try (AlsekHarness harness = harness()) {
                List<Instant> runs = new ArrayList<>();
                harness.handle(TICK, (nothing, context) -> {
                    runs.add(ScheduledRun.of(context.message()).orElseThrow().instant());
                    assertThat(context.now()).isEqualTo(runs.get(runs.size() - 1));
                    return null;
                });
                harness.alsek().schedule(TICK, Trigger.cron("0 * * * *"));

                assertThat(harness.runUntilIdle()).hasExecutedNothing(); // nobody waits for it
                assertThat(harness.advance(Duration.ofDays(365)))
                        .hasExecuted(HOURS)
                        .allSucceeded();
                assertThat(runs)
                        .as("each hour once and at its own instant")
                        .isEqualTo(Stream.iterate(
                                        VirtualClock.START.plusSeconds(3600), previous -> previous.plusSeconds(3600))
                                .limit(HOURS)
                                .toList());
            }
        });
    }

    @Test
    void aYearInWhichNothingHappens(TestReporter reporter) {
        tell(reporter, "an idle year", () -> {
            try (AlsekHarness harness = harness()) {
                harness.handle(HOURLY, text -> null);
                assertThat(harness.advance(Duration.ofDays(365))).hasExecutedNothing();
            }
        });
    }

    @Test
    void aYearUntilIdle(TestReporter reporter) {
        tell(reporter, "a year of messages that wait, until idle", () -> {
            try (AlsekHarness harness = harness()) {
                harness.handle(HOURLY, text -> null);
                for (int hour = 1; hour <= HOURS; hour++) {
                    Duration delay = Duration.ofHours(hour);
                    harness.alsek().submit(HOURLY, "a", options -> options.delay(delay));
                }
                assertThat(harness.runUntilIdle()).hasExecuted(HOURS).stoppedBecause(StopReason.IDLE);
            }
        });
    }
}
