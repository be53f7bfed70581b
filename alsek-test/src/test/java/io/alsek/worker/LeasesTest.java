package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.spi.DeathReason;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.SimulatedWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens when workers die, freeze or come too late. */
@AlsekTest
class LeasesTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Task<String, String> WORK = Task.named("work")
            .input(String.class)
            .output(String.class)
            .trackStatus()
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    LeasesTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.handle(WORK, text -> "done " + text);
        this.alsek = alsek;
    }

    private void killWorkers(int count) {
        for (int i = 1; i <= count; i++) {
            SimulatedWorker worker = harness.worker("victim " + i);
            assertThat(worker.claim()).isPresent();
            worker.crash();
            harness.clock().advance(LEASE);
        }
    }

    @Test
    void aMessageThatKeepsKillingItsWorkersIsDeadAfterFiveDeliveries() {
        harness.expectFailures();
        TaskHandle<String> handle = alsek.submit(WORK, "poison");
        killWorkers(5);
        assertThat(harness.drain()).hasExecutedNothing();
        assertThat(harness)
                .hasDeadLetter(WORK)
                .because(DeathReason.TOO_MANY_DELIVERIES)
                .withMessageContaining("5 times");
        assertThat(alsek.statuses().get(handle.id()).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void fourDeathsAreNotTooMany() {
        alsek.submit(WORK, "hard");
        killWorkers(4);
        assertThat(harness.drain().executions()).singleElement().satisfies(execution -> {
            assertThat(execution).succeeded().isAttempt(1);
            assertThat(execution.message().history().deliveries()).isEqualTo(5);
        });
    }

    @Test
    void deliveriesAreCountedAnewForEachAttempt() {
        harness.handle(WORK, (text, context) -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("once");
            }
            return "deliveries: " + context.deliveries();
        });
        alsek.submit(WORK, "a");
        killWorkers(3);
        harness.runUntilIdle();
        assertThat(harness.executions().get(1)).withResult("deliveries: 1");
    }

    @Test
    void aDeadWorkersMessagesAreTakenOverInTheirOldOrder() {
        List<String> ran = new ArrayList<>();
        harness.handle(WORK, text -> {
            ran.add(text);
            return text;
        });
        for (String text : List.of("a", "b", "c", "d")) {
            alsek.submit(WORK, text);
        }
        SimulatedWorker dying = harness.worker("dying");
        dying.claim();
        dying.claim();
        dying.crash();
        harness.drain();
        harness.advance(LEASE);
        assertThat(ran).containsExactly("c", "d", "a", "b");
    }

    @Test
    void theTokenOfEveryDeliveryIsNew() {
        List<String> tokens = new ArrayList<>();
        harness.handle(WORK, (text, context) -> {
            tokens.add(context.leaseToken());
            if (tokens.size() == 1) {
                harness.worker("w1").crash();
            }
            return text;
        });
        alsek.submit(WORK, "a");
        harness.worker("w1").runNext();
        harness.advance(LEASE);
        assertThat(tokens).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void theSettlementOfAWorkerThatWasOvertakenChangesNothing() {
        SimulatedWorker slow = harness.worker("slow");
        SimulatedWorker fast = harness.worker("fast");
        harness.handle(WORK, (text, context) -> {
            if (context.deliveries() == 1) {
                slow.pause();
                harness.clock().advance(LEASE);
                assertThat(fast.claim()).isPresent();
                slow.resume();
                return "too late";
            }
            return "in time";
        });
        TaskHandle<String> handle = alsek.submit(WORK, "a");
        assertThat(slow.runNext().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
        assertThat(alsek.results().exists(handle.id())).isFalse();
        assertThat(handle.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(fast.perform().orElseThrow()).withResult("in time");
        assertThat(alsek.results().get(handle.id(), String.class)).isEqualTo("in time");
        assertThat(harness.events())
                .filteredOn(TaskEvent.LeaseLost.class::isInstance)
                .hasSize(1);
        assertThat(harness.events())
                .filteredOn(TaskEvent.Succeeded.class::isInstance)
                .hasSize(1);
    }

    @Test
    void theFailureOfAWorkerThatWasOvertakenIsNotCounted() {
        SimulatedWorker slow = harness.worker("slow");
        harness.handle(WORK, (text, context) -> {
            if (context.deliveries() == 1) {
                slow.pause();
                harness.clock().advance(LEASE);
                assertThat(harness.worker("fast").runNext()).isPresent();
                slow.resume();
                throw new IllegalStateException("too late");
            }
            return "in time";
        });
        TaskHandle<String> handle = alsek.submit(WORK, "a");
        slow.runNext();
        harness.runUntilIdle();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(harness.executions()).hasSize(2);
    }

    @Test
    void progressOnALostLeaseEndsTheAttempt() {
        SimulatedWorker slow = harness.worker("slow");
        List<Boolean> reached = new ArrayList<>();
        harness.handle(WORK, (text, context) -> {
            if (context.deliveries() == 1) {
                slow.pause();
                harness.clock().advance(LEASE);
                assertThat(harness.worker("fast").runNext()).isPresent();
                slow.resume();
                context.progress("still here");
                reached.add(true);
            }
            return text;
        });
        alsek.submit(WORK, "a");
        assertThat(slow.runNext().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
        assertThat(reached).isEmpty();
    }

    @Test
    void progressProlongsTheLease() {
        harness.handle(WORK, (text, context) -> {
            SimulatedWorker self = harness.worker("deaf");
            self.loseHeartbeats();
            for (int i = 0; i < 10; i++) {
                harness.clock().advance(LEASE.minusSeconds(1));
                context.progress(i);
            }
            return "long";
        });
        alsek.submit(WORK, "a");
        assertThat(harness.worker("deaf").runNext().orElseThrow()).withResult("long");
    }

    @Test
    void anUntrackedMessageWhoseLeaseIsLostBeforeItBeginsIsNotRunTwice() {
        Task<String, @Nullable Void> untracked =
                Task.named("untracked").input(String.class).build();
        List<String> ran = new ArrayList<>();
        harness.handle(untracked, (text, context) -> {
            ran.add("delivery " + context.deliveries());
            return null;
        });
        alsek.submit(untracked, "a");
        SimulatedWorker late = harness.worker("late");
        late.claim();
        harness.clock().advance(LEASE);
        harness.worker("early").runNext();
        assertThat(late.perform().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
        assertThat(ran).as("what was run, by two workers").containsExactly("delivery 2");
    }

    @Test
    void aMessageThatIsRevokedBetweenClaimAndBeginIsNotRun() {
        List<String> ran = new ArrayList<>();
        harness.handle(WORK, text -> {
            ran.add(text);
            return text;
        });
        TaskHandle<String> handle = alsek.submit(WORK, "a");
        SimulatedWorker worker = harness.worker("w1");
        worker.claim();
        handle.cancel();
        worker.perform();
        assertThat(ran).isEmpty();
        assertThat(handle.status()).isEqualTo(TaskStatus.FAILED);
    }
}
