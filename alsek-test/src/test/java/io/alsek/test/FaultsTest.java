package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.spi.BackendException;
import io.alsek.spi.MessageKey;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@AlsekTest
class FaultsTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Task<String, String> CHARGE = Task.named("charge")
            .input(String.class)
            .output(String.class)
            .trackStatus()
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final Faults faults;
    private final List<String> charged = new ArrayList<>();

    FaultsTest(AlsekHarness harness, Alsek alsek, Faults faults) {
        this.harness = harness;
        this.alsek = alsek;
        this.faults = faults;
    }

    @BeforeEach
    void addTheTask() {
        harness.handle(CHARGE, card -> {
            charged.add(card);
            return "paid " + card;
        });
    }

    @Nested
    class Deliveries {

        @Test
        void aDuplicateRunsTheHandlerTwiceAndCountsOnce() throws Exception {
            faults.duplicateNext(CHARGE);
            TaskHandle<String> handle = alsek.submit(CHARGE, "a");
            alsek.submit(CHARGE, "b");

            assertThat(harness.drain()).stoppedBecause(StopReason.IDLE);

            assertThat(charged).containsExactly("a", "a", "b");
            assertThat(harness.executions())
                    .filteredOn(TaskExecution::succeeded)
                    .hasSize(2);
            assertThat(handle.await(Duration.ZERO)).isEqualTo("paid a");
            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void anExpiredLeaseLetsSomebodyElseTakeOver(@WorkerName("slow") SimulatedWorker slow) {
            alsek.submit(CHARGE, "a");
            String id = slow.claim().orElseThrow().id();

            faults.expireLeaseOf(id);
            assertThat(harness.drain()).hasExecuted(CHARGE).allSucceeded();
            slow.perform();

            assertThat(harness.executions())
                    .last()
                    .satisfies(late -> assertThat(late).wasDiscarded(CancelReason.LEASE_LOST));
            assertThat(charged).containsExactly("a");
        }

        @Test
        void aLeaseThatNobodyHoldsCannotExpire() {
            TaskHandle<String> handle = alsek.submit(CHARGE, "a");
            assertThatIllegalStateException()
                    .isThrownBy(() -> faults.expireLeaseOf(handle))
                    .withMessageContaining("Nobody holds the message")
                    .withMessageContaining("from inside its handler");
        }

        @Test
        void aCrashAfterTheEffectRepeatsIt() {
            faults.crashNext(CHARGE, CrashPoint.AFTER_HANDLER);
            alsek.submit(CHARGE, "a");

            assertThat(harness.drain()).hasExecutedNothing();
            assertThat(charged).containsExactly("a");
            assertThat(harness.runUntilIdle()).hasExecuted(CHARGE);

            assertThat(charged).containsExactly("a", "a");
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START.plus(LEASE));
        }

        @Test
        void aCrashBeforeTheEffectRepeatsNothing() {
            faults.crashNext(CHARGE, CrashPoint.BEFORE_HANDLER);
            alsek.submit(CHARGE, "a");

            harness.runUntilIdle();

            assertThat(charged).containsExactly("a");
            assertThat(harness.executions())
                    .singleElement()
                    .satisfies(only ->
                            assertThat(only.message().history().deliveries()).isEqualTo(2));
        }
    }

    @Nested
    class Backends {

        @Test
        void duringAnOutageNothingRunsAndSubmittersAreTold() {
            alsek.submit(CHARGE, "a");
            faults.backendIsDownFor(Duration.ofMinutes(5));

            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() -> alsek.submit(CHARGE, "b"))
                    .withMessageContaining("QueueStore.submit was not done")
                    .withMessageContaining("down by script until 2030-01-01T00:05:00Z");
            assertThat(harness.drain()).hasExecutedNothing().stoppedBecause(StopReason.BACKEND_DOWN);
            assertThat(harness.advance(Duration.ofMinutes(5).minusMillis(1))).hasExecutedNothing();
            assertThat(harness.advance(Duration.ofMillis(1))).hasExecuted(CHARGE);
            assertThat(faults.struck())
                    .containsExactly(
                            "2030-01-01T00:00:00Z the backend goes down", "2030-01-01T00:05:00Z the backend is back");
        }

        @Test
        void runUntilIdleWaitsForTheEndOfAnOutage() {
            alsek.submit(CHARGE, "a");
            faults.backendIsDownFor(Duration.ofMinutes(5));
            assertThat(harness.runUntilIdle()).hasExecuted(CHARGE).stoppedBecause(StopReason.IDLE);
        }

        @Test
        void anOutageWithoutEndIsEndedByTheTest() {
            alsek.submit(CHARGE, "a");
            faults.backendIsDown();
            assertThat(harness.runUntilIdle()).hasExecutedNothing().stoppedBecause(StopReason.BACKEND_DOWN);
            assertThat(harness.pending()).hasSize(1); // the test can look at it all the same
            faults.backendIsBack();
            assertThat(harness.drain()).hasExecuted(CHARGE);
        }

        @Test
        void anOutageBetweenEffectAndSettlementRepeatsTheEffect() {
            harness.handle(CHARGE, card -> {
                charged.add(card);
                if (charged.size() == 1) {
                    faults.backendIsDownFor(LEASE);
                }
                return "paid";
            });
            alsek.submit(CHARGE, "a");
            harness.runUntilIdle();
            assertThat(charged).containsExactly("a", "a");
            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void aSubmissionThatIsNotAppliedLeavesNothing() {
            faults.failNext(BackendOperation.SUBMIT);
            assertThatExceptionOfType(BackendException.NotApplied.class).isThrownBy(() -> alsek.submit(CHARGE, "a"));
            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void aSubmissionWhoseReplyIsLostIsThere() {
            faults.loseNextReply(BackendOperation.SUBMIT);
            assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                    .isThrownBy(() -> alsek.submit(CHARGE, "a"));
            assertThat(harness).hasPendingTasks(1);
        }

        @Test
        void aSettlementWhoseReplyIsLostIsNotRepeatedByAnybodyElse() {
            faults.loseNextReply(BackendOperation.SETTLE);
            alsek.submit(CHARGE, "a");
            assertThat(harness.runUntilIdle()).hasExecuted(CHARGE).allSucceeded();
            assertThat(charged).containsExactly("a");
        }

        @Test
        void aSettlementThatFailsOnceIsRepeated() {
            faults.failNext(BackendOperation.SETTLE);
            alsek.submit(CHARGE, "a");
            assertThat(harness.runUntilIdle()).hasExecuted(CHARGE).allSucceeded();
            assertThat(charged).containsExactly("a");
        }

        @Test
        void aSettlementThatKeepsFailingRunsTheHandlerAgainOnceTheLeaseIsOver() {
            faults.failNext(BackendOperation.SETTLE).failNext(BackendOperation.SETTLE);
            alsek.submit(CHARGE, "a");
            harness.runUntilIdle();
            assertThat(charged).containsExactly("a", "a");
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START.plus(LEASE));
        }

        @Test
        void aClaimThatFailsIsRepeatedAndOneWhoseReplyIsLostLosesNothing() {
            faults.failNext(BackendOperation.CLAIM).loseNextReply(BackendOperation.CLAIM);
            alsek.submit(CHARGE, "a");
            assertThat(harness.drain()).hasExecuted(CHARGE);
            assertThat(harness.executions().get(0).message().history().deliveries())
                    .isEqualTo(1);
        }
    }

    @Nested
    class ClocksAndNotes {

        @Test
        void aWorkerWhoseClockIsAheadLosesNothing(SimulatedWorker hasty) {
            hasty.skewClock(LEASE.plusSeconds(1));
            List<Instant> seen = new ArrayList<>();
            harness.handle(CHARGE, (card, context) -> {
                seen.add(context.now());
                return "paid";
            });
            alsek.submit(CHARGE, "a");
            assertThat(hasty.runNext().orElseThrow()).withResult("paid");
            assertThat(seen).containsExactly(VirtualClock.START.plus(LEASE).plusSeconds(1));
        }

        @Test
        void aWorkerWhoseClockIsBehindKeepsItsLeaseByHeartbeats(SimulatedWorker late, SimulatedWorker other) {
            late.skewClock(Duration.ofSeconds(-5));
            harness.handle(CHARGE, (card, context) -> {
                charged.add(card);
                harness.clock().advance(LEASE.multipliedBy(3));
                assertThat(other.claim()).isEmpty();
                return "paid";
            });
            alsek.submit(CHARGE, "a");
            assertThat(late.runNext().orElseThrow()).succeeded();
            assertThat(charged).hasSize(1);
        }

        @Test
        void aRevocationThatIsNotHeardIsNoticedAtTheNextHeartbeat() {
            harness.handle(CHARGE, (card, context) -> {
                faults.loseNextNote();
                alsek.revoke(new MessageKey(CHARGE.queue(), context.message().id()));
                assertThat(context.isCancelled()).isFalse();
                harness.clock().advance(LEASE.dividedBy(3));
                assertThat(context.isCancelled()).isTrue();
                return "paid";
            });
            alsek.submit(CHARGE, "a");
            harness.drain();
            assertThat(harness.executions()).noneMatch(TaskExecution::succeeded);
        }

        @Test
        void aPauseEndsByItself(SimulatedWorker slow, SimulatedWorker fast) {
            harness.handle(CHARGE, (card, context) -> {
                charged.add(card);
                if (charged.size() == 1) {
                    slow.pause(LEASE.plusSeconds(1));
                    harness.clock().advance(LEASE);
                    assertThat(fast.runNext().orElseThrow()).succeeded();
                    harness.clock().advance(Duration.ofSeconds(1));
                    assertThat(context.cancelled()).contains(CancelReason.LEASE_LOST);
                }
                return "paid";
            });
            alsek.submit(CHARGE, "a");
            assertThat(slow.runNext().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
        }
    }

    @Test
    void theDumpTellsOfFaults() {
        faults.failNext(BackendOperation.CLAIM).duplicateNext(CHARGE);
        harness.drain();
        assertThat(harness.dump())
                .contains("Faults that struck (1):\n    2030-01-01T00:00:00Z the next CLAIM fails without effect")
                .contains("Faults to come (1):\n    the next delivery of the task \"charge\" is duplicated");
        alsek.submit(CHARGE, "a");
        harness.drain();
    }
}
