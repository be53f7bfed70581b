package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.event.TaskEvent;
import io.alsek.message.Backoff;
import io.alsek.message.Message;
import io.alsek.message.Serializer;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskContext;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@AlsekTest
class HarnessModesTest {

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
    class Performing {

        @Test
        void oneTaskRunsWithARealContext(AlsekHarness harness) {
            List<TaskContext> contexts = new ArrayList<>();
            TaskExecution execution = harness.perform(
                    ADD.handledBy((add, context) -> {
                        contexts.add(context);
                        return add.a() + add.b();
                    }),
                    new Add(20, 22));
            assertThat(execution).withResult(42).isAttempt(1);
            assertThat(contexts.get(0).leaseToken()).isNotEmpty();
            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void theNumberOfTheAttemptCanBeChosen(AlsekHarness harness) {
            harness.handle(FLAKY, (nothing, context) -> {
                throw new IllegalStateException("attempt " + context.attempt());
            });
            assertThat(harness.perform(FLAKY, null, 3))
                    .isAttempt(3)
                    .failedWith(IllegalStateException.class)
                    .withMessageContaining("attempt 3")
                    .willRetryIn(Duration.ofMinutes(1));
            assertThat(harness.perform(FLAKY, null, 4)).isAttempt(4).isDead();
        }

        @Test
        void whatWaitsInTheQueueStaysThereInItsOrder(AlsekHarness harness) {
            List<Add> ran = new ArrayList<>();
            harness.handle(ADD, add -> {
                ran.add(add);
                return 0;
            });
            harness.alsek().submit(ADD, new Add(1, 1));
            harness.alsek().submit(ADD, new Add(2, 2));
            harness.perform(ADD, new Add(9, 9));
            harness.drain();
            assertThat(ran).containsExactly(new Add(9, 9), new Add(1, 1), new Add(2, 2));
        }

        @Test
        void theContextCanBeChosen(AlsekHarness harness) {
            List<TaskContext> contexts = new ArrayList<>();
            harness.handle(ADD, (add, context) -> {
                contexts.add(context);
                return context.previousResult(Integer.class) == null ? 0 : 1;
            });
            TaskExecution execution = harness.performing(ADD, new Add(1, 1))
                    .attempt(2)
                    .afterFailure(new IllegalStateException("not today"))
                    .delivery(3)
                    .options(options ->
                            options.id("chosen").metadata("shop", "7").previousResult(42))
                    .perform();
            assertThat(execution).withResult(1).isAttempt(2);
            Message message = contexts.get(0).message();
            assertThat(message.id()).isEqualTo("chosen");
            assertThat(message.settings().metadata()).containsEntry("shop", "7");
            assertThat(message.history().deliveries()).isEqualTo(3);
            assertThat(message.history().failure())
                    .isNotNull()
                    .satisfies(failure -> assertThat(failure.message()).isEqualTo("not today"));
        }

        @ParameterizedTest
        @EnumSource(CancelReason.class)
        void itCanFindItselfCancelled(CancelReason reason, AlsekHarness harness) {
            List<CancelReason> seen = new ArrayList<>();
            harness.handle(ADD, (add, context) -> {
                context.cancelled().ifPresent(seen::add);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                context.checkpoint();
                return 0;
            });
            TaskExecution execution =
                    harness.performing(ADD, new Add(1, 1)).cancelledBy(reason).perform();
            assertThat(seen).containsExactly(reason);
            assertThat(execution.succeeded()).isFalse();
            harness.expectFailures();
        }

        @Test
        void whatCannotBeIsRefused(AlsekHarness harness) {
            harness.handle(ADD, add -> 0);
            AttemptSpec<Add> attempt = harness.performing(ADD, new Add(1, 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> attempt.attempt(0))
                    .withMessageContaining("counted from 1");
            assertThatIllegalArgumentException().isThrownBy(() -> attempt.delivery(0));
            assertThatIllegalStateException()
                    .isThrownBy(() -> attempt.options(options -> options.delay(Duration.ofSeconds(1)))
                            .perform())
                    .withMessageContaining("is it delayed");
        }

        @Test
        void aTaskWithoutHandlerIsAnErrorThatSaysSo(AlsekHarness harness) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> harness.perform(ADD, new Add(1, 1)))
                    .withMessageContaining("has no handler here");
        }
    }

    @Nested
    @AlsekTest(dispatch = Dispatch.ON_SUBMIT)
    class OnSubmit {

        @Test
        void allIsDoneWhenSubmitReturns(AlsekHarness harness) throws Exception {
            harness.handle(ADD, add -> add.a() + add.b());
            assertThat(harness.alsek().submit(ADD, new Add(1, 2)).await(Duration.ZERO))
                    .isEqualTo(3);
        }

        @Test
        void deepSubmissionsDoNotOverflowTheStack(AlsekHarness harness) {
            AtomicInteger runs = new AtomicInteger();
            harness.handle(PING, (text, context) -> {
                if (runs.incrementAndGet() < 900) {
                    context.submit(PING, text);
                }
                return null;
            });
            harness.alsek().submit(PING, "deep");
            assertThat(runs).hasValue(900);
        }

        @Test
        void delayedMessagesWaitForTheClock(AlsekHarness harness) {
            harness.handle(PING, text -> null);
            harness.alsek().submit(PING, "later", options -> options.delay(Duration.ofMinutes(1)));
            assertThat(harness).hasPendingTasks(1);
            harness.advance(Duration.ofMinutes(1));
            assertThat(harness).hasNoPendingTasks();
        }
    }

    @Nested
    @AlsekTest(dispatch = Dispatch.BACKGROUND)
    class Background {

        @Test
        void realThreadsRunTheTasks(AlsekHarness harness) throws Exception {
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            harness.handle(PING, text -> {
                ran.complete(Thread.currentThread());
                return null;
            });
            harness.alsek().submit(PING, "a");
            assertThat(ran.get(20, TimeUnit.SECONDS)).isNotEqualTo(Thread.currentThread());
            harness.awaitIdle();
            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void thereIsNoVirtualClock(AlsekHarness harness) {
            assertThatIllegalStateException().isThrownBy(harness::clock).withMessageContaining("real time");
            assertThatIllegalStateException().isThrownBy(harness::runUntilIdle);
        }

        @Test
        void faultsThatTheirThreadsCannotHaveAreRefusedAtOnce(Faults faults) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> faults.duplicateNext(PING))
                    .withMessageContainingAll("duplicateNext", "BACKGROUND", "\"ping\"", "Dispatch.MANUAL");
            assertThatIllegalStateException()
                    .isThrownBy(() -> faults.crashNext(PING, CrashPoint.AFTER_HANDLER))
                    .withMessageContainingAll("crashNext", "BACKGROUND", "\"ping\"", "expireLeaseOf");
            assertThat(faults.notStruck()).isEmpty();
        }

        @Test
        void aLeaseThatRunsOutEarlyHasAMessageDeliveredOnceMore(AlsekHarness harness, Faults faults) throws Exception {
            AtomicInteger runs = new AtomicInteger();
            CompletableFuture<Boolean> again = new CompletableFuture<>();
            harness.handle(PING, (text, context) -> {
                if (runs.incrementAndGet() == 1) {
                    faults.expireLeaseOf(context.message().id());
                    assertThat(again.get(20, TimeUnit.SECONDS)).isTrue();
                } else {
                    again.complete(true);
                }
                return null;
            });
            harness.alsek().submit(PING, "a");
            harness.awaitIdle();
            assertThat(runs).hasValue(2);
        }

        @Test
        void aPoolThatIsIdleIsNotWaitedFor(AlsekHarness harness) throws Exception {
            harness.awaitIdle();
            assertThat(harness.pending()).isEmpty();
        }

        @Test
        void executionsAreNotRecordedAndSoNothingIsSaidOfThem(AlsekHarness harness) throws Exception {
            harness.handle(ADD, add -> add.a() + add.b());
            TaskHandle<Integer> sum = harness.alsek().submit(ADD, new Add(1, 1));
            harness.awaitIdle();
            assertThat(Stream.<ThrowingCallable>of(
                            harness::executions,
                            () -> assertThat(harness).hasExecuted(ADD),
                            () -> assertThat(harness).hasNotExecuted(ADD),
                            () -> assertThat(harness).task(sum).hasAttempts(1)))
                    .allSatisfy(look -> assertThatIllegalStateException()
                            .isThrownBy(look)
                            .withMessageContaining("With Dispatch.BACKGROUND worker pools run the tasks")
                            .withMessageContaining("harness.eventLog()"));
            assertThat(harness.dump()).contains("Executions: cannot be told: ");
            assertThat(harness.eventLog().of(TaskEvent.Succeeded.class)).hasSize(1);
        }
    }

    @Nested
    @AlsekTest(time = TimeMode.REAL)
    class RealTime {

        @Test
        void tasksRunOnTheTestsThreadByTheSystemsClock(AlsekHarness harness) throws Exception {
            Instant before = Instant.now();
            harness.handle(ADD, (add, context) -> {
                assertThat(context.now()).isBetween(before.minusMillis(1), Instant.now());
                return add.a() + add.b();
            });
            TaskHandle<Integer> sum = harness.alsek().submit(ADD, new Add(1, 2));
            assertThat(harness.drain()).hasExecuted(ADD).allSucceeded();
            assertThat(sum.await(Duration.ofSeconds(20))).isEqualTo(3);
        }

        @Test
        void timeCannotBeMoved(AlsekHarness harness) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> harness.advance(Duration.ofSeconds(1)))
                    .withMessageContaining("real time");
        }
    }

    @Test
    void theSameSeedGivesTheSameIds() {
        assertThat(idsWithSeed(1)).isEqualTo(idsWithSeed(1)).isNotEqualTo(idsWithSeed(2));
    }

    private static List<String> idsWithSeed(long seed) {
        try (AlsekHarness harness = AlsekHarness.builder().seed(seed).build()) {
            List<String> tokens = new ArrayList<>();
            harness.handle(PING, (text, context) -> {
                tokens.add(context.message().id());
                tokens.add(context.leaseToken());
                return null;
            });
            for (int i = 0; i < 3; i++) {
                harness.alsek().submit(PING, "a");
            }
            harness.drain();
            return tokens;
        }
    }

    @Test
    void theBuilderSetsEverything() {
        List<TaskEvent> heard = new ArrayList<>();
        Instant start = Instant.parse("2040-02-03T04:05:06Z");
        try (AlsekHarness harness = AlsekHarness.builder()
                .handle(PING, text -> null)
                .startAt(start)
                .serializer(Serializer.cbor())
                .listener(heard::add)
                .customize(builder -> builder.tasks(PONG))
                .build()) {
            Message message = harness.alsek().submit(PING, "a").message();
            assertThat(message.payload())
                    .isNotNull()
                    .satisfies(payload -> assertThat(payload.contentType()).isEqualTo(Serializer.CBOR));
            assertThat(harness.clock().instant()).isEqualTo(start);
            assertThat(harness.alsek().tasks()).contains(PONG);
            assertThat(heard).hasSize(1).isEqualTo(harness.events());
        }
    }

    @Test
    void closingTwiceIsHarmless() {
        AlsekHarness harness = AlsekHarness.create();
        harness.worker("w1");
        harness.close();
        harness.close();
        assertThatThrownBy(() -> harness.alsek().submit(PING, "a")).isInstanceOf(IllegalStateException.class);
        assertThat(harness.dump()).contains("cannot be told");
    }

    @Test
    void withoutTheExtensionWhatWasMissedIsToldOnRequest() {
        try (AlsekHarness harness = AlsekHarness.create()) {
            harness.requireNothingMissed();
            harness.handle(FLAKY, nothing -> {
                throw new IllegalStateException("broken");
            });
            harness.alsek().submit(FLAKY);
            harness.drain();
            assertThatThrownBy(harness::requireNothingMissed)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("A task failed in this test, and the test did not expect it");
            harness.expectFailures();
            harness.requireNothingMissed();
        }
    }

    @Test
    void theDumpTellsEverything(AlsekHarness harness) {
        harness.handle(ADD, add -> add.a() / add.b());
        harness.expectFailures(FLAKY).handle(FLAKY, nothing -> {
            throw new IllegalStateException("broken");
        });
        harness.alsek().submit(ADD, new Add(4, 2));
        harness.alsek().submit(FLAKY);
        harness.alsek().submit(PONG, "nobody's", options -> options.priority(3));
        harness.drain();
        assertThat(harness.dump())
                .contains("Alsek at 2030-01-01T00:00:00Z (virtual time)")
                .contains("Pending tasks (2)")
                .contains("flaky(null) DELAYED, due in 1 min, 1 failed attempts")
                .contains("pong(\"nobody's\") READY, priority 3, NO HANDLER: nobody here can run it")
                .contains("Dead letters: none")
                .contains("succeeded with 2")
                .contains("failed with java.lang.IllegalStateException: broken, to be retried at 2030-01-01T00:01:00Z")
                .contains("Events (")
                .contains("Timers (");
    }

    @Test
    void submittingFromAnotherThreadIsFine(AlsekHarness harness) throws Exception {
        harness.handle(PING, text -> null);
        CountDownLatch submitted = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            harness.alsek().submit(PING, "from elsewhere");
            submitted.countDown();
        });
        other.start();
        assertThat(submitted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(harness.drain()).hasExecuted(PING);
        other.join(TimeUnit.SECONDS.toMillis(20));
    }
}
