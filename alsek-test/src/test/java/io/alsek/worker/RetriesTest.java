package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.message.Backoff;
import io.alsek.message.BackoffSettings;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskContext;
import io.alsek.task.TaskHandle;
import io.alsek.task.TaskHooks;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.TaskExecution;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When a failed attempt is followed by another, and how long after. */
@AlsekTest
class RetriesTest {

    private final AlsekHarness harness;
    private final Alsek alsek;

    RetriesTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
    }

    private Task<@Nullable Void, @Nullable Void> failing(Task<@Nullable Void, @Nullable Void> task) {
        harness.handle(task, nothing -> {
            throw new IOException("down");
        });
        return task;
    }

    static Stream<Arguments> backoffs() {
        return Stream.of(
                Arguments.of(Backoff.none(), List.of(0, 0, 0)),
                Arguments.of(Backoff.constant(), List.of(60, 60, 60)),
                Arguments.of(Backoff.constant(Duration.ofSeconds(1)), List.of(1, 1, 1)),
                Arguments.of(Backoff.linear(), List.of(60, 60, 90)),
                Arguments.of(Backoff.linear(Duration.ofSeconds(7)), List.of(7, 14, 21)),
                Arguments.of(Backoff.exponential(), List.of(60, 160, 640)),
                Arguments.of(Backoff.exponential(Duration.ofSeconds(3)), List.of(3, 6, 12)),
                Arguments.of(
                        Backoff.exponential().within(Backoff.Bounds.DEFAULT.withCeiling(Duration.ofMinutes(5))),
                        List.of(60, 160, 300)));
    }

    @ParameterizedTest
    @MethodSource("backoffs")
    void theWaitsAreThoseOfTheBackoff(Backoff backoff, List<Integer> seconds) {
        Task<@Nullable Void, @Nullable Void> task =
                failing(Task.named("failing").retry(3, backoff).build());
        TaskHandle<?> handle = alsek.submit(task);
        harness.runUntilIdle();
        Duration[] waits = seconds.stream().map(Duration::ofSeconds).toArray(Duration[]::new);
        assertThat(harness).task(handle).hasAttempts(4).backedOffBy(waits).isDeadLetteredWith(IOException.class);
        assertThat(harness.clock().instant())
                .isEqualTo(handle.message().readyAt().plus(Arrays.stream(waits).reduce(Duration.ZERO, Duration::plus)));
    }

    @Test
    void noRetryRunsEarly() {
        alsek.submit(failing(Task.named("failing").retry(1, Backoff.constant()).build()));
        harness.drain();
        assertThat(harness.advance(Duration.ofSeconds(60).minusMillis(1))).hasExecutedNothing();
        assertThat(harness.advance(Duration.ofMillis(1))).hasExecuted(1);
    }

    @Test
    void threeRetriesByDefault() {
        TaskHandle<?> handle = alsek.submit(
                failing(Task.named("failing").backoff(Backoff.none()).build()));
        harness.drain();
        assertThat(harness).task(handle).hasAttempts(4);
    }

    @Test
    void noRetryAtAll() {
        TaskHandle<?> handle =
                alsek.submit(failing(Task.named("failing").retry(0).build()));
        harness.runUntilIdle();
        assertThat(harness).task(handle).hasAttempts(1).isDeadLetteredWith(IOException.class);
    }

    @Test
    void withoutALimitItIsTriedUntilItSucceeds() {
        Task<@Nullable Void, @Nullable Void> task =
                Task.named("stubborn").retryForever(Backoff.constant()).build();
        harness.handle(task, (nothing, context) -> {
            if (context.attempt() <= 500) {
                throw new IOException("down");
            }
            return null;
        });
        TaskHandle<?> handle = alsek.submit(task);
        harness.runUntilIdle();
        assertThat(harness).task(handle).hasAttempts(501).hasSucceeded();
    }

    @Test
    void anExceptionThatSaysSoIsNotRetried() {
        Task<@Nullable Void, @Nullable Void> task = Task.named("hopeless").build();
        harness.handle(task, nothing -> {
            throw new NonRetryableException("never", new IOException("because"));
        });
        alsek.submit(task);
        assertThat(harness.drain().executions().get(0)).isDeadBecause(DeathReason.FAILED);
        assertThat(harness).hasDeadLetter(task).withException(NonRetryableException.class);
    }

    @Test
    void doRetryDecidesAgainstARetry() {
        Task<@Nullable Void, @Nullable Void> task = failing(Task.named("picky")
                .hooks(new TaskHooks<@Nullable Void>() {
                    @Override
                    public boolean doRetry(Message message, Throwable exception, boolean retriesLeft) {
                        return retriesLeft && !(exception instanceof IOException);
                    }
                })
                .build());
        TaskHandle<?> handle = alsek.submit(task);
        harness.runUntilIdle();
        assertThat(harness).task(handle).hasAttempts(1);
    }

    @Test
    void doRetryDecidesForARetryBeyondTheLimit() {
        List<Boolean> left = new ArrayList<>();
        Task<@Nullable Void, @Nullable Void> task = failing(Task.named("generous")
                .retry(1, Backoff.none())
                .hooks(new TaskHooks<@Nullable Void>() {
                    @Override
                    public boolean doRetry(Message message, Throwable exception, boolean retriesLeft) {
                        left.add(retriesLeft);
                        return message.history().retries() < 3;
                    }
                })
                .build());
        TaskHandle<?> handle = alsek.submit(task);
        harness.runUntilIdle();
        assertThat(harness).task(handle).hasAttempts(4);
        assertThat(left).containsExactly(true, false, false, false);
    }

    @Test
    void aDoRetryThatThrowsLeavesTheDecisionToTheLimit() {
        Task<@Nullable Void, @Nullable Void> task = failing(Task.named("confused")
                .retry(1, Backoff.none())
                .hooks(new TaskHooks<@Nullable Void>() {
                    @Override
                    public boolean doRetry(Message message, Throwable exception, boolean retriesLeft) {
                        throw new IllegalStateException("do not ask me");
                    }
                })
                .build());
        TaskHandle<?> handle = alsek.submit(task);
        harness.runUntilIdle();
        assertThat(harness).task(handle).hasAttempts(2).isDeadLetteredWith(IOException.class);
    }

    @Test
    void theNextAttemptSeesTheFailureOfTheLast() {
        Task<@Nullable Void, @Nullable Void> task =
                Task.named("curious").retry(3, Backoff.none()).build();
        List<@Nullable ExceptionDetails> seen = new ArrayList<>();
        harness.handle(task, (nothing, context) -> {
            seen.add(context.message().history().failure());
            if (context.attempt() < 3) {
                throw new IOException("number " + context.attempt());
            }
            return null;
        });
        alsek.submit(task);
        harness.drain();
        assertThat(seen)
                .extracting(details -> details == null ? null : details.message())
                .containsExactly(null, "number 1", "number 2");
    }

    @Test
    void aRetryQueuesBehindThoseThatAreReady() {
        Task<String, @Nullable Void> task = Task.named("ordered")
                .input(String.class)
                .retry(1, Backoff.none())
                .build();
        List<String> ran = new ArrayList<>();
        harness.handle(task, (text, context) -> {
            ran.add(text + context.attempt());
            if (text.equals("a") && context.attempt() == 1) {
                throw new IOException("down");
            }
            return null;
        });
        alsek.submit(task, "a");
        alsek.submit(task, "b");
        harness.drain();
        assertThat(ran).containsExactly("a1", "b1", "a2");
    }

    @Test
    void theTimeToLiveCountsAnewForEachAttempt() {
        Task<@Nullable Void, @Nullable Void> task = Task.named("patient")
                .retry(2, Backoff.constant(Duration.ofMinutes(30)))
                .timeToLive(Duration.ofMinutes(10))
                .build();
        harness.handle(task, (nothing, context) -> {
            if (context.attempt() < 3) {
                throw new IOException("down");
            }
            return null;
        });
        TaskHandle<?> handle = alsek.submit(task);
        harness.runUntilIdle();
        assertThat(harness).task(handle).hasAttempts(3).hasSucceeded();
    }

    @Test
    void jitterComesFromTheSeed() {
        assertThat(jittered(1)).isEqualTo(jittered(1)).isNotEqualTo(jittered(2));
    }

    private static List<Instant> jittered(long seed) {
        try (AlsekHarness seeded = AlsekHarness.builder().seed(seed).build()) {
            Task<@Nullable Void, @Nullable Void> task = Task.named("jittered")
                    .retry(3, Backoff.exponential().within(Backoff.Bounds.DEFAULT.withJitter(0.5)))
                    .build();
            seeded.handle(task, nothing -> {
                throw new IOException("down");
            });
            seeded.alsek().submit(task);
            seeded.runUntilIdle();
            return seeded.executions().stream().map(TaskExecution::startedAt).toList();
        }
    }

    /** Waits as many seconds as there are failures, squared. */
    private record Squares() implements Backoff {
        @Override
        public Duration delay(int incidents, RandomGenerator random) {
            return Duration.ofSeconds((long) incidents * incidents);
        }

        @Override
        public BackoffSettings settings() {
            return new BackoffSettings("squares", Map.of());
        }
    }

    @Test
    void usersAddAlgorithmsOfTheirOwn() {
        try (AlsekHarness own = AlsekHarness.builder()
                .customize(builder -> builder.backoff("squares", parameters -> new Squares()))
                .build()) {
            Task<@Nullable Void, @Nullable Void> task =
                    Task.named("squared").retry(3, new Squares()).build();
            own.handle(task, nothing -> {
                throw new IOException("down");
            });
            TaskHandle<?> handle = own.alsek().submit(task);
            own.runUntilIdle();
            assertThat(own)
                    .task(handle)
                    .backedOffBy(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(9));
        }
    }

    @Test
    void anAlgorithmThatIsUnknownHereDoesNotLoseTheMessage() {
        TaskHandle<?> handle = alsek.submit(
                failing(Task.named("foreign").retry(1, new Squares()).build()));
        harness.runUntilIdle();
        assertThat(harness).task(handle).hasAttempts(2).backedOffBy(Duration.ofSeconds(60));
    }

    @Test
    void everyRetryIsTold() {
        List<String> told = new ArrayList<>();
        Task<@Nullable Void, @Nullable Void> task = failing(Task.named("told")
                .retry(1, Backoff.constant())
                .hooks(new TaskHooks<@Nullable Void>() {
                    @Override
                    public void preOp(TaskContext context) {
                        told.add("attempt " + context.attempt());
                    }

                    @Override
                    public void onRetry(Message message, Throwable exception) {
                        told.add("retry after " + exception.getMessage());
                    }

                    @Override
                    public void onFailure(Message message, Throwable exception) {
                        told.add("failure after " + exception.getMessage());
                    }
                })
                .build());
        alsek.submit(task);
        harness.runUntilIdle();
        assertThat(told).containsExactly("attempt 1", "retry after down", "attempt 2", "failure after down");
        assertThat(harness.events())
                .filteredOn(TaskEvent.Retrying.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.message().history().retries()).isEqualTo(1);
                    assertThat(((TaskEvent.Retrying) event).readyAt())
                            .isEqualTo(event.message().readyAt());
                });
    }
}
