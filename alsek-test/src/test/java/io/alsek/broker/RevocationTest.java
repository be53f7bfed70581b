package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.message.Backoff;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskCancelledException;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Taking messages back, before they run and while they do. */
@AlsekTest
class RevocationTest {

    private static final Task<String, String> SEND = Task.named("send")
            .input(String.class)
            .output(String.class)
            .trackStatus()
            .retry(3, Backoff.none())
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    RevocationTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    private static MessageKey keyOf(TaskHandle<?> handle) {
        return Broker.keyOf(handle.message());
    }

    @Test
    void aWaitingMessageIsNotRun() {
        harness.handle(SEND, text -> text);
        TaskHandle<String> handle = alsek.submit(SEND, "a");
        assertThat(alsek.revoke(keyOf(handle))).isEqualTo(WithdrawOutcome.WITHDRAWN);
        assertThat(harness.drain()).hasExecutedNothing();
        assertThat(alsek.broker().isRevoked(keyOf(handle))).isTrue();
        assertThat(harness).hasDeadLetter(SEND).because(DeathReason.REVOKED).withMessageContaining("revoked");
        assertThat(alsek.statuses().get(handle.id()).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aDelayedMessageIsNotRun() {
        harness.handle(SEND, text -> text);
        TaskHandle<String> handle = alsek.submit(SEND, "a", options -> options.delay(Duration.ofHours(1)));
        assertThat(handle.cancel()).isTrue();
        assertThat(harness.advance(Duration.ofHours(2))).hasExecutedNothing();
    }

    @Test
    void aMessageThatWaitsForARetryIsNotRunAgain() {
        Task<@Nullable Void, @Nullable Void> failing = Task.named("failing").build();
        harness.handle(failing, nothing -> {
            throw new IllegalStateException("down");
        });
        TaskHandle<?> handle = alsek.submit(failing);
        harness.drain();
        handle.cancel();
        assertThat(harness.runUntilIdle()).hasExecutedNothing();
    }

    @Test
    void aRunningMessageIsInterruptedAndItsResultDiscarded() {
        List<Boolean> interrupted = new ArrayList<>();
        harness.handle(SEND, (text, context) -> {
            assertThat(alsek.revoke(new MessageKey(
                            context.message().queue(), context.message().id())))
                    .isEqualTo(WithdrawOutcome.WITHDRAWN_WHILE_LEASED);
            interrupted.add(Thread.currentThread().isInterrupted());
            return "too late";
        });
        TaskHandle<String> handle = alsek.submit(SEND, "a");
        assertThat(harness.drain().executions().get(0)).wasDiscarded(CancelReason.REVOKED);
        assertThat(interrupted).containsExactly(true);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(alsek.results().exists(handle.id())).isFalse();
        assertThat(handle.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(alsek.statuses().get(handle.id()).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(harness.events())
                .filteredOn(TaskEvent.Failed.class::isInstance)
                .singleElement()
                .satisfies(
                        event -> assertThat(((TaskEvent.Failed) event).reason()).isEqualTo(DeathReason.REVOKED));
    }

    @Test
    void aRunningMessageThatThrowsBecauseOfItIsNotRetried() {
        harness.handle(SEND, (text, context) -> {
            alsek.revoke(
                    new MessageKey(context.message().queue(), context.message().id()));
            context.checkpoint();
            return "not reached";
        });
        alsek.submit(SEND, "a");
        assertThat(harness.runUntilIdle()).hasExecuted(1);
        assertThat(harness).hasDeadLetter(SEND).because(DeathReason.REVOKED);
    }

    @Test
    void aCheckpointSaysWhy() {
        List<CancelReason> reasons = new ArrayList<>();
        harness.handle(SEND, (text, context) -> {
            alsek.revoke(
                    new MessageKey(context.message().queue(), context.message().id()));
            try {
                context.checkpoint();
            } catch (TaskCancelledException e) {
                reasons.add(e.reason());
            }
            return "";
        });
        alsek.submit(SEND, "a");
        harness.drain();
        assertThat(reasons).containsExactly(CancelReason.REVOKED);
    }

    @Test
    void aRunningMessageCanBeSpared() {
        harness.handle(SEND, (text, context) -> {
            assertThat(alsek.revokeUnlessRunning(new MessageKey(
                            context.message().queue(), context.message().id())))
                    .isEqualTo(WithdrawOutcome.LEFT_RUNNING);
            return "done";
        });
        TaskHandle<String> handle = alsek.submit(SEND, "a");
        assertThat(harness.drain().executions().get(0)).withResult("done");
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
        TaskHandle<String> waiting = alsek.submit(SEND, "b");
        assertThat(alsek.revokeUnlessRunning(keyOf(waiting))).isEqualTo(WithdrawOutcome.WITHDRAWN);
    }

    @Test
    void revokingAFinishedMessageDoesNothing() {
        harness.handle(SEND, text -> text);
        TaskHandle<String> handle = alsek.submit(SEND, "a");
        harness.drain();
        assertThat(alsek.revoke(keyOf(handle))).isEqualTo(WithdrawOutcome.ABSENT);
        assertThat(handle.cancel()).isFalse();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(alsek.broker().isRevoked(keyOf(handle))).isFalse();
        assertThat(harness).hasNoDeadLetters();
    }

    @Test
    void revokingTwiceDoesNothingMore() {
        TaskHandle<String> handle = alsek.submit(SEND, "a");
        assertThat(alsek.revoke(keyOf(handle))).isEqualTo(WithdrawOutcome.WITHDRAWN);
        assertThat(alsek.revoke(keyOf(handle))).isEqualTo(WithdrawOutcome.ABSENT);
        assertThat(harness.deadLetters()).hasSize(1);
    }

    @Test
    void aRevokedMessageCanBeReplayedOnRequest() {
        harness.handle(SEND, text -> text);
        TaskHandle<String> handle = alsek.submit(SEND, "a");
        handle.cancel();
        alsek.deadLetters().replay(keyOf(handle));
        assertThat(harness.drain()).hasExecuted(1).allSucceeded();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(alsek.statuses().get(handle.id()).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
}
