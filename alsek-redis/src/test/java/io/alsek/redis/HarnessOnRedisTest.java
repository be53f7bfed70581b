package io.alsek.redis;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.spi.BackendException;
import io.alsek.spi.DeathReason;
import io.alsek.task.CancelReason;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekBackends;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.BackendOperation;
import io.alsek.test.CrashPoint;
import io.alsek.test.Dispatch;
import io.alsek.test.Faults;
import io.alsek.test.InMemory;
import io.alsek.test.SimulatedWorker;
import io.alsek.test.StopReason;
import io.alsek.test.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One and the same test class, on a virtual clock, in memory and on a real Redis. */
@AlsekTest
@AlsekBackends({InMemory.class, SharedRedisBackends.class})
class HarnessOnRedisTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Task<String, String> CHARGE = Task.named("charge")
            .input(String.class)
            .output(String.class)
            .trackStatus()
            .retry(2, Backoff.constant(Duration.ofMinutes(5)))
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final VirtualClock clock;
    private final List<String> charged = new ArrayList<>();

    HarnessOnRedisTest(AlsekHarness harness, Alsek alsek, VirtualClock clock) {
        this.harness = harness;
        this.alsek = alsek;
        this.clock = clock;
        harness.handle(CHARGE, card -> {
            charged.add(card);
            return "paid " + card;
        });
    }

    @Test
    void nothingRunsBeforeItsTimeAndNoRealTimePasses() throws Exception {
        TaskHandle<String> handle = alsek.submit(CHARGE, "4711", options -> options.delay(Duration.ofHours(1)));
        assertThat(harness)
                .hasEnqueued(CHARGE)
                .withInput("4711")
                .scheduledIn(Duration.ofHours(1))
                .once();

        assertThat(harness).neverRuns(CHARGE).during(Duration.ofMinutes(59));
        assertThat(harness.advance(Duration.ofMinutes(1))).hasExecuted(CHARGE).allSucceeded();

        assertThat(handle.await(Duration.ZERO)).isEqualTo("paid 4711");
        assertThat(clock.instant()).isEqualTo(VirtualClock.START.plus(Duration.ofHours(1)));
    }

    @Test
    void failuresAreRetriedAfterTheirBackoff() {
        harness.handle(CHARGE, (card, context) -> {
            if (context.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
            return "paid " + card;
        });
        TaskHandle<String> handle = alsek.submit(CHARGE, "4711");

        assertThat(harness.runUntilIdle()).hasExecuted(3).stoppedBecause(StopReason.IDLE);

        assertThat(harness)
                .task(handle)
                .hasAttempts(3)
                .backedOffBy(Duration.ofMinutes(5), Duration.ofMinutes(5))
                .hasResult("paid 4711");
    }

    @Test
    void aFailureForGoodIsADeadLetter() {
        harness.handle(CHARGE, card -> {
            throw new NonRetryableException("no such card");
        });
        alsek.submit(CHARGE, "4711");
        harness.drain();
        assertThat(harness)
                .hasDeadLetter(CHARGE)
                .because(DeathReason.FAILED)
                .withMessageContaining("no such card")
                .once();
    }

    @Test
    void anIdIsAcceptedOnce() {
        alsek.submit(CHARGE, "4711", options -> options.id("one"));
        assertThatExceptionOfType(DuplicateMessageException.class)
                .isThrownBy(() -> alsek.submit(CHARGE, "4711", options -> options.id("one")));
        assertThat(harness).hasDeduplicated(CHARGE).withId("one").once();
    }

    @Nested
    class WhenThingsGoWrong {

        @Test
        void aWorkerThatDiesAfterTheEffectHasItRepeated(SimulatedWorker w1) {
            alsek.submit(CHARGE, "4711");
            assertThat(w1.crashAt(CrashPoint.AFTER_HANDLER).runNext()).isEmpty();

            harness.runUntilIdle();

            assertThat(charged).containsExactly("4711", "4711");
            assertThat(clock.instant()).isEqualTo(VirtualClock.START.plus(LEASE));
        }

        @Test
        void aLostLeaseIsNotBelieved(SimulatedWorker slow, Faults faults) {
            TaskHandle<String> handle = alsek.submit(CHARGE, "4711");
            slow.claim();
            faults.expireLeaseOf(handle);
            assertThat(harness.drain()).hasExecuted(CHARGE);
            assertThat(slow.perform().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
        }

        @Test
        void anOutageIsWaitedFor(Faults faults) {
            alsek.submit(CHARGE, "4711");
            faults.backendIsDownFor(Duration.ofMinutes(1));
            assertThatExceptionOfType(BackendException.NotApplied.class).isThrownBy(() -> alsek.submit(CHARGE, "4712"));
            assertThat(harness.drain()).stoppedBecause(StopReason.BACKEND_DOWN);
            assertThat(harness.runUntilIdle()).hasExecuted(CHARGE);
        }

        @Test
        void repliesGetLostAndDeliveriesAreDuplicated(Faults faults) {
            faults.duplicateNext(CHARGE).loseNextReply(BackendOperation.CLAIM).loseNextReply(BackendOperation.SETTLE);
            alsek.submit(CHARGE, "4711");
            harness.runUntilIdle();
            assertThat(charged).containsExactly("4711", "4711");
            assertThat(harness).hasNoPendingTasks().hasNoDeadLetters();
        }
    }

    @Nested
    @AlsekTest(dispatch = Dispatch.ON_SUBMIT)
    class AtOnce {

        @Test
        void allIsDoneWhenSubmitReturns() throws Exception {
            assertThat(alsek.submit(CHARGE, "4711").await(Duration.ZERO)).isEqualTo("paid 4711");
        }
    }
}
