package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.event.TaskStatus;
import io.alsek.message.Backoff;
import io.alsek.spi.MessageState;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@AlsekTest
class AlsekHarnessTest {

    record Add(int a, int b) {}

    private static final Task<Add, Integer> ADD =
            Task.named("add").input(Add.class).output(Integer.class).build();
    private static final Task<String, @Nullable Void> PING =
            Task.named("ping").input(String.class).build();
    private static final Task<String, @Nullable Void> PONG =
            Task.named("pong").input(String.class).build();
    private static final Task<@Nullable Void, @Nullable Void> FLAKY = Task.named("flaky")
            .retry(3, Backoff.constant(Duration.ofMinutes(1)))
            .build();

    @Nested
    class Manual {

        @Test
        void nothingRunsUntilTold(AlsekHarness harness) throws Exception {
            harness.handle(ADD, add -> add.a() + add.b());
            TaskHandle<Integer> sum = harness.alsek().submit(ADD, new Add(1, 2));
            assertThat(harness.executions()).isEmpty();
            assertThat(sum.status()).isEqualTo(TaskStatus.SUBMITTED);

            assertThat(harness.drain()).hasExecuted(ADD).allSucceeded().stoppedBecause(StopReason.IDLE);

            assertThat(sum.await(Duration.ZERO)).isEqualTo(3);
        }

        @Test
        void aDrainFollowsTasksThatAreSubmittedByTasks(AlsekHarness harness) {
            harness.handle(PING, (text, context) -> {
                context.submit(PONG, text);
                return null;
            });
            harness.handle(PONG, text -> null);
            harness.alsek().submit(PING, "a");
            assertThat(harness.drain()).hasExecuted(PING, PONG);
        }

        @Test
        void aDrainLeavesWhatIsDueLater(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            harness.alsek().submit(PING, "later", options -> options.delay(Duration.ofMillis(1)));
            assertThat(harness.drain()).hasExecutedNothing();
            assertThat(harness.pending())
                    .singleElement()
                    .satisfies(task -> assertThat(task.state()).isEqualTo(MessageState.DELAYED));
        }

        @Test
        void runNextRunsOne(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            harness.alsek().submit(PING, "1");
            harness.alsek().submit(PING, "2");
            assertThat(harness.runNext().orElseThrow()).succeeded();
            assertThat(harness).hasPendingTasks(1);
            assertThat(harness.runNext()).isPresent();
            assertThat(harness.runNext()).isEmpty();
        }

        @Test
        void everythingRunsOnTheCallingThread(AlsekHarness harness) {
            List<Thread> threads = new ArrayList<>();
            harness.handle(PING, text -> {
                threads.add(Thread.currentThread());
                return null;
            });
            harness.alsek().submit(PING, "1");
            harness.drain();
            assertThat(threads).containsExactly(Thread.currentThread());
        }

        @Test
        void inputsGoOverTheWire(AlsekHarness harness) {
            Add submitted = new Add(1, 2);
            List<Add> seen = new ArrayList<>();
            harness.handle(ADD, add -> {
                seen.add(add);
                return 0;
            });
            harness.alsek().submit(ADD, submitted);
            harness.drain();
            assertThat(seen).containsExactly(submitted);
            assertThat(seen.get(0)).isNotSameAs(submitted);
        }

        @Test
        void aHandlerCanBeReplacedAtAnyTime(AlsekHarness harness) {
            harness.handle(ADD, add -> 1);
            harness.alsek().submit(ADD, new Add(0, 0));
            assertThat(harness.runNext().orElseThrow()).withResult(1);
            harness.handle(ADD, add -> 2);
            harness.alsek().submit(ADD, new Add(0, 0));
            assertThat(harness.runNext().orElseThrow()).withResult(2);
        }

        @Test
        void tasksCanBeAddedFromInsideAHandler(AlsekHarness harness) {
            harness.handle(PING, (text, context) -> {
                harness.handle(PONG, other -> null);
                context.submit(PONG, text);
                return null;
            });
            harness.alsek().submit(PING, "a");
            assertThat(harness.drain()).hasExecuted(PING, PONG).allSucceeded();
        }

        @Test
        void twoTasksOfOneNameAreAnError(AlsekHarness harness) {
            Task<String, @Nullable Void> twin =
                    Task.named("ping").input(String.class).queue("other").build();
            harness.handle(PING, text -> null);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> harness.handle(twin, text -> null))
                    .withMessageContaining("Two tasks of one name")
                    .withMessageContaining("\"ping\"");
        }

        @Test
        void aDrainFromInsideAHandlerIsRefusedWithAdvice(AlsekHarness harness) {
            harness.handle(PING, text -> {
                harness.drain();
                return null;
            });
            harness.alsek().submit(PING, "a");
            assertThat(harness.drain().executions().get(0))
                    .failedWith(IllegalStateException.class)
                    .withMessageContaining("from inside it");
        }

        @Test
        void anAsynchronousHandlerIsWaitedFor(AlsekHarness harness) {
            harness.add(ADD.handledAsyncBy((add, context) -> CompletableFuture.supplyAsync(() -> add.a() + add.b())));
            harness.alsek().submit(ADD, new Add(2, 3));
            assertThat(harness.drain().executions().get(0)).withResult(5);
        }
    }

    @Test
    void anAsynchronousHandlerCanBeCompletedByTheTest() {
        CompletableFuture<Integer> work = new CompletableFuture<>();
        try (AlsekHarness harness =
                AlsekHarness.builder().asyncPatience(Duration.ZERO).build()) {
            harness.add(ADD.handledAsyncBy((add, context) -> work));
            TaskHandle<Integer> handle = harness.alsek().submit(ADD, new Add(2, 3));
            assertThat(harness.drain()).hasExecutedNothing().stoppedBecause(StopReason.IDLE);
            assertThat(harness.runUntilIdle()).hasExecutedNothing();
            assertThat(handle.status()).isEqualTo(TaskStatus.RUNNING);
            harness.advance(Duration.ofMinutes(10)); // its heartbeats keep it alive
            work.complete(7);
            assertThat(harness.executions())
                    .singleElement()
                    .satisfies(execution -> assertThat(execution).withResult(7));
            assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
        }
    }

    @Nested
    class Bounds {

        @Test
        void anEndlessDrainStopsAndNamesTheCircle(AlsekHarness harness) {
            harness.handle(PING, (text, context) -> {
                context.submit(PONG, text);
                return null;
            });
            harness.handle(PONG, (text, context) -> {
                context.submit(PING, text);
                return null;
            });
            harness.alsek().submit(PING, "for ever");
            DrainResult result = harness.drain();
            assertThat(result).hasExecuted(1_000).stoppedBecause(StopReason.MAX_EXECUTIONS);
            assertThat(result.explanation())
                    .contains("bound of 1000 executions")
                    .contains("go round in circles: ping → pong → ping → …");
        }

        @Test
        void aDrainTellsWhatNobodyHereCanRun(AlsekHarness harness) {
            harness.alsek().submit(PING, "forgotten");
            assertThat(harness.drain().explanation())
                    .isEqualTo("nothing more was due that has a handler here; without one wait: ping (1). Add it with"
                            + " harness.handle(TASK, handler)");
            harness.handle(PING, text -> null);
            assertThat(harness.drain().explanation()).isEqualTo("nothing more was due");
        }

        @Test
        void whatIsLeftAtTheBoundCanBeRunLater(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            for (int i = 0; i < 5; i++) {
                harness.alsek().submit(PING, "" + i);
            }
            assertThat(harness.drain(3)).hasExecuted(3).stoppedBecause(StopReason.MAX_EXECUTIONS);
            assertThat(harness.drain(2)).hasExecuted(2).stoppedBecause(StopReason.IDLE);
        }

        @Test
        void aDrainCanBeOfSomeQueuesOnly(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            harness.alsek().submit(PING, "1", options -> options.queue("mail"));
            harness.alsek().submit(PING, "2", options -> options.queue("stock"));
            harness.alsek().submit(PING, "3", options -> options.queue("urgent"));
            DrainResult result = harness.drain(options -> options.queues("urgent", "mail"));
            assertThat(result.executions())
                    .extracting(execution -> execution.message().queue())
                    .containsExactly("urgent", "mail");
            assertThat(harness.runNext("mail")).isEmpty();
            assertThat(harness.runNext("stock").orElseThrow()).succeeded();
        }

        @Test
        void aDrainCanStopAtTheFirstFailure(AlsekHarness harness) {
            harness.handle(FLAKY, nothing -> {
                throw new IllegalStateException("not today");
            });
            harness.handle(PING, text -> null);
            harness.alsek().submit(PING, "1");
            harness.alsek().submit(FLAKY);
            harness.alsek().submit(PING, "2");
            DrainResult result = harness.drain(DrainOptions::stopAtFailure);
            assertThat(result).hasExecuted(PING, FLAKY).stoppedBecause(StopReason.FAILURE);
            assertThat(result.explanation()).contains("an attempt failed").contains("not today");
            assertThat(harness).hasPendingTasks(2);
        }

        @Test
        void retriesWithoutEndAreBounded(AlsekHarness harness) {
            Task<@Nullable Void, @Nullable Void> hopeless =
                    Task.named("hopeless").retryForever(Backoff.none()).build();
            harness.handle(hopeless, nothing -> {
                throw new IllegalStateException("again");
            });
            harness.expectFailures().alsek().submit(hopeless);
            DrainResult result = harness.runUntilIdle();
            assertThat(result).stoppedBecause(StopReason.MAX_EXECUTIONS);
            assertThat(result.explanation()).contains("hopeless → hopeless → …");
        }
    }

    @Nested
    class Time {

        @Test
        void everythingRunsAtItsOwnInstant(AlsekHarness harness) {
            List<Instant> ran = new ArrayList<>();
            harness.handle(PING, (text, context) -> {
                ran.add(context.now());
                return null;
            });
            harness.alsek().submit(PING, "b", options -> options.delay(Duration.ofMinutes(20)));
            harness.alsek().submit(PING, "a", options -> options.delay(Duration.ofMinutes(10)));
            assertThat(harness.advance(Duration.ofHours(1))).hasExecuted(2);
            Instant start = VirtualClock.START;
            assertThat(ran).containsExactly(start.plusSeconds(600), start.plusSeconds(1200));
            assertThat(harness.clock().instant()).isEqualTo(start.plusSeconds(3600));
        }

        @Test
        void theEndIsInclusive(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            harness.alsek().submit(PING, "a", options -> options.delay(Duration.ofMinutes(10)));
            assertThat(harness.advance(Duration.ofMinutes(10).minusMillis(1))).hasExecutedNothing();
            assertThat(harness.advance(Duration.ofMillis(1))).hasExecuted(1);
        }

        @Test
        void whatATaskSubmitsIsRunOnTheWay(AlsekHarness harness) {
            AtomicInteger runs = new AtomicInteger();
            harness.handle(PING, (text, context) -> {
                if (runs.incrementAndGet() < 5) {
                    context.submit(PING, text, options -> options.delay(Duration.ofMinutes(1)));
                }
                return null;
            });
            harness.alsek().submit(PING, "a");
            assertThat(harness.advance(Duration.ofMinutes(4))).hasExecuted(5);
        }

        @Test
        void jumpsToTheNextEvent(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            harness.alsek().submit(PING, "a", options -> options.delay(Duration.ofDays(3)));
            assertThat(harness.advanceToNextEvent()).hasExecuted(1);
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START.plus(Duration.ofDays(3)));
            assertThat(harness.advanceToNextEvent()).hasExecutedNothing();
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START.plus(Duration.ofDays(3)));
        }

        @Test
        void runsUntilNothingIsWaitedFor(AlsekHarness harness) {
            harness.handle(FLAKY, (nothing, context) -> {
                if (context.attempt() < 3) {
                    throw new IllegalStateException("not yet");
                }
                return null;
            });
            TaskHandle<?> handle = harness.alsek().submit(FLAKY);
            assertThat(harness.runUntilIdle()).hasExecuted(3).stoppedBecause(StopReason.IDLE);
            assertThat(harness).task(handle).hasSucceeded().backedOffBy(Duration.ofMinutes(1), Duration.ofMinutes(1));
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START.plusSeconds(120));
        }

        @Test
        void messagesThatNobodyCanRunDoNotKeepItBusy(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            harness.alsek().submit(PONG, "later", options -> options.delay(Duration.ofDays(1)));
            assertThat(harness.runUntilIdle()).hasExecutedNothing().stoppedBecause(StopReason.IDLE);
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START);
        }

        @Test
        void runsNoFurtherThanToldInVirtualTime(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            harness.alsek().submit(PING, "later", options -> options.delay(Duration.ofDays(2)));
            DrainResult result = harness.runUntilIdle(Duration.ofDays(1));
            assertThat(result).hasExecutedNothing().stoppedBecause(StopReason.MAX_TIME);
            assertThat(result.explanation()).contains("2030-01-03T00:00:00Z");
        }

        @Test
        void aHandlerCanTakeItsTime(AlsekHarness harness, VirtualClock clock) {
            harness.handle(PING, text -> {
                clock.advance(Duration.ofMinutes(5));
                return null;
            });
            harness.alsek().submit(PING, "slow");
            TaskExecution execution = harness.drain().executions().get(0);
            assertThat(execution).succeeded();
            assertThat(execution.duration()).isEqualTo(Duration.ofMinutes(5));
        }

        @Test
        void timeDoesNotGoBack(AlsekHarness harness) {
            assertThatIllegalArgumentException().isThrownBy(() -> harness.advance(Duration.ofSeconds(-1)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> harness.advanceTo(VirtualClock.START.minusSeconds(1)));
        }
    }
}
