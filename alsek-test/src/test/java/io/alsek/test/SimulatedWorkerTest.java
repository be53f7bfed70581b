package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.event.TaskEvent;
import io.alsek.message.Message;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@AlsekTest
class SimulatedWorkerTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Task<String, String> CHARGE =
            Task.named("charge").input(String.class).output(String.class).build();

    private final AlsekHarness harness;
    private final SimulatedWorker w1;
    private final SimulatedWorker w2;
    private final List<String> charged = new ArrayList<>();

    SimulatedWorkerTest(AlsekHarness harness) {
        this.harness = harness;
        this.w1 = harness.worker("w1");
        this.w2 = harness.worker("w2");
    }

    @BeforeEach
    void addTheTask() {
        harness.handle(CHARGE, (card, context) -> {
            charged.add(card);
            return "receipt " + context.deliveries();
        });
    }

    @Test
    void workersActWhenTold() {
        harness.alsek().submit(CHARGE, "a");
        harness.alsek().submit(CHARGE, "b");
        assertThat(w1.claim().map(Message::id)).isNotEqualTo(w2.claim().map(Message::id));
        assertThat(charged).isEmpty();
        assertThat(w2.perform().orElseThrow()).succeeded();
        assertThat(charged).containsExactly("b");
        assertThat(w1.held()).hasSize(1);
        assertThat(w1.perform().orElseThrow().worker()).isEqualTo("w1");
        assertThat(harness).hasNoPendingTasks();
    }

    @Test
    void aWorkerOfOneNameIsOneWorker() {
        assertThat(harness.worker("w1")).isSameAs(w1);
    }

    @Test
    void whatACrashedWorkerHeldIsDeliveredAgainOnceItsLeaseRunsOut() {
        harness.alsek().submit(CHARGE, "a");
        w1.claim();
        w1.crash();
        assertThat(harness.advance(LEASE.minusMillis(1))).hasExecutedNothing();
        DrainResult after = harness.advance(Duration.ofMillis(1));
        assertThat(after).hasExecuted(1);
        assertThat(after.executions().get(0)).withResult("receipt 2").isAttempt(1);
    }

    @Test
    void runUntilIdleWaitsForTheLeaseOfACrashedWorker() {
        harness.alsek().submit(CHARGE, "a");
        w1.claim();
        w1.crash();
        assertThat(harness.runUntilIdle()).hasExecuted(1).stoppedBecause(StopReason.IDLE);
        assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START.plus(LEASE));
    }

    @Test
    void aCrashBeforeTheHandlerHasNoEffect() {
        harness.alsek().submit(CHARGE, "a");
        assertThat(w1.crashAt(CrashPoint.BEFORE_HANDLER).runNext()).isEmpty();
        assertThat(w1.isCrashed()).isTrue();
        assertThat(charged).isEmpty();
        harness.runUntilIdle();
        assertThat(charged).containsExactly("a");
    }

    @Test
    void aCrashBetweenEffectAndSettlementRepeatsTheEffect() {
        harness.alsek().submit(CHARGE, "a");
        assertThat(w1.crashAt(CrashPoint.AFTER_HANDLER).runNext()).isEmpty();
        assertThat(charged).containsExactly("a");
        harness.runUntilIdle();
        assertThat(charged).containsExactly("a", "a");
        assertThat(harness).hasNoPendingTasks();
    }

    @Test
    void aCrashAfterTheSettlementRepeatsNothing() {
        var handle = harness.alsek().submit(CHARGE, "a");
        assertThat(w1.crashAt(CrashPoint.AFTER_SETTLEMENT).runNext()).isEmpty();
        harness.runUntilIdle();
        assertThat(charged).containsExactly("a");
        assertThat(harness.alsek().results().get(handle.id(), String.class)).isEqualTo("receipt 1");
        assertThat(harness.events()).noneMatch(TaskEvent.Succeeded.class::isInstance);
    }

    @Test
    void aWorkerCanDieInTheMiddleOfItsHandler() {
        harness.handle(CHARGE, card -> {
            charged.add(card);
            if (charged.size() == 1) {
                w1.crash();
            }
            return "done";
        });
        harness.alsek().submit(CHARGE, "a");
        assertThat(w1.runNext()).isEmpty();
        assertThat(w2.runNext()).isEmpty(); // the lease still stands
        harness.clock().advance(LEASE);
        assertThat(w2.runNext().orElseThrow()).withResult("done");
        assertThat(charged).containsExactly("a", "a");
    }

    @Test
    void aWorkerThatIsPausedPastItsLeaseLosesItsMessage() {
        harness.handle(CHARGE, (card, context) -> {
            charged.add(card);
            if (charged.size() == 1) {
                w1.pause();
                harness.clock().advance(LEASE);
                w2.runNext();
                w1.resume();
                assertThat(context.cancelled()).contains(CancelReason.LEASE_LOST);
            }
            return "done";
        });
        harness.alsek().submit(CHARGE, "a");
        assertThat(w1.runNext().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
        assertThat(charged).containsExactly("a", "a");
        assertThat(harness.executions()).filteredOn(TaskExecution::succeeded).hasSize(1);
    }

    @Test
    void heartbeatsKeepALongTaskAlive() {
        harness.handle(CHARGE, (card, context) -> {
            harness.clock().advance(LEASE.multipliedBy(10));
            assertThat(w2.claim()).isEmpty();
            assertThat(context.isCancelled()).isFalse();
            return "slow";
        });
        harness.alsek().submit(CHARGE, "a");
        assertThat(w1.runNext().orElseThrow()).withResult("slow");
    }

    @Test
    void aWorkerWhoseHeartbeatsAreLostStopsItselfWhenItsLeaseRunsOut() {
        harness.handle(CHARGE, (card, context) -> {
            w1.loseHeartbeats();
            harness.clock().advance(LEASE.minusMillis(1));
            assertThat(context.isCancelled()).isFalse();
            harness.clock().advance(LEASE);
            assertThat(context.cancelled()).contains(CancelReason.LEASE_LOST);
            return "unheard";
        });
        harness.alsek().submit(CHARGE, "a");
        assertThat(w1.runNext().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
        w1.regainHeartbeats();
        assertThat(harness).hasPendingTasks(1);
    }

    @Test
    void stoppingGracefullyGivesBackWhatIsHeldAtOnceAndUncounted() {
        harness.alsek().submit(CHARGE, "a");
        w1.claim();
        w1.stopGracefully();
        w1.stopGracefully();
        assertThat(w2.runNext().orElseThrow()).withResult("receipt 1");
    }

    @Test
    void whatCannotActSaysWhy() {
        w1.crash();
        assertThatIllegalStateException().isThrownBy(w1::claim).withMessageContaining("\"w1\" has crashed");
        w2.pause();
        assertThatIllegalStateException().isThrownBy(w2::runNext).withMessageContaining("call resume() first");
        w2.resume();
        assertThatIllegalStateException().isThrownBy(w2::perform).withMessageContaining("holds nothing");
        w2.stopGracefully();
        assertThatIllegalStateException().isThrownBy(w2::claim).withMessageContaining("was stopped");
    }

    @Test
    void aPausedWorkerMustBeResumedBeforeItsHandlerReturns() {
        harness.handle(CHARGE, card -> {
            w1.pause();
            return "frozen";
        });
        harness.alsek().submit(CHARGE, "a");
        assertThatIllegalStateException().isThrownBy(w1::runNext).withMessageContaining("call resume() before");
        w1.resume();
    }

    @Test
    void theDumpNamesTheWorkers() {
        harness.alsek().submit(CHARGE, "a");
        Optional<Message> claimed = w1.claim();
        w2.crash();
        assertThat(harness.dump())
                .contains("w1 is alive, holds [" + claimed.orElseThrow().summary() + "]")
                .contains("w2 has crashed");
    }
}
