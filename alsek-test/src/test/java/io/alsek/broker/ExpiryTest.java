package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.spi.DeathReason;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A message that is not started in time is never run, and never lost either. */
@AlsekTest
class ExpiryTest {

    private static final Task<String, @Nullable Void> SEND = Task.named("send")
            .input(String.class)
            .trackStatus()
            .timeToLive(Duration.ofMinutes(10))
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    ExpiryTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
    }

    private void isExpired(TaskHandle<?> handle) {
        assertThat(harness).hasDeadLetter(SEND).because(DeathReason.EXPIRED);
        assertThat(harness.executions()).isEmpty();
        StatusUpdate status = alsek.statuses().get(handle.id());
        assertThat(status.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(status.details()).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("reason", "EXPIRED");
        assertThat(handle.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(harness.events())
                .filteredOn(TaskEvent.Failed.class::isInstance)
                .singleElement()
                .satisfies(
                        event -> assertThat(((TaskEvent.Failed) event).reason()).isEqualTo(DeathReason.EXPIRED));
    }

    @Test
    void anExpiredMessageIsBuriedByWhoeverWouldHaveRunIt() {
        TaskHandle<?> handle = alsek.submit(SEND, "late");
        harness.clock().advance(Duration.ofMinutes(10));
        harness.handle(SEND, text -> null);
        harness.drain();
        isExpired(handle);
    }

    @Test
    void anExpiredMessageIsBuriedBySweepingWhereNobodyTakesIt() {
        Task<String, @Nullable Void> other =
                Task.named("other").input(String.class).build();
        harness.handle(other, text -> null);
        TaskHandle<?> handle = alsek.submit(SEND, "nobody's");
        harness.advance(Duration.ofMinutes(12));
        isExpired(handle);
    }

    @Test
    void aSweepByHandDoesTheSame() {
        TaskHandle<?> handle = alsek.submit(SEND, "nobody's");
        harness.clock().advance(Duration.ofMinutes(10));
        alsek.broker().sweep();
        isExpired(handle);
    }

    @Test
    void untilTheLastMillisecondItIsRun() {
        alsek.submit(SEND, "just in time");
        harness.clock().advance(Duration.ofMinutes(10).minusMillis(1));
        harness.handle(SEND, text -> null);
        assertThat(harness.drain()).hasExecuted(1).allSucceeded();
    }

    @Test
    void theTimeCountsFromReadiness() {
        harness.handle(SEND, text -> null);
        alsek.submit(SEND, "tomorrow", options -> options.delay(Duration.ofDays(1)));
        assertThat(harness.runUntilIdle()).hasExecuted(1).allSucceeded();
    }

    @Test
    void sevenDaysByDefault() {
        Task<@Nullable Void, @Nullable Void> plain = Task.named("plain").build();
        Instant readyAt = alsek.submit(plain).message().readyAt();
        assertThat(harness.pending().get(0).message().timing().expiresAt()).isEqualTo(readyAt.plus(Duration.ofDays(7)));
    }

    @Test
    void aTaskMayWaitForEver() {
        Task<@Nullable Void, @Nullable Void> patient =
                Task.named("patient").neverExpires().build();
        alsek.submit(patient);
        harness.clock().advance(Duration.ofDays(3_650));
        harness.handle(patient, nothing -> null);
        assertThat(harness.drain()).hasExecuted(1).allSucceeded();
    }

    @Test
    void whatIsRunningDoesNotExpire() {
        harness.handle(SEND, text -> {
            harness.clock().advance(Duration.ofMinutes(30));
            return null;
        });
        TaskHandle<?> handle = alsek.submit(SEND, "slow");
        harness.drain();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void messagesOfTasksThatNobodyKnowsAreLeftAloneUntilTheyExpire() {
        Task<@Nullable Void, @Nullable Void> known = Task.named("known").build();
        harness.handle(known, nothing -> null);
        alsek.submit(SEND, "for a newer node");
        alsek.submit(known);
        assertThat(harness.drain()).hasExecuted(known);
        assertThat(harness.pending()).singleElement().satisfies(task -> {
            assertThat(task.message().history().deliveries()).isZero();
            assertThat(task.message().task()).isEqualTo("send");
        });
        assertThat(alsek.queues().waitingByTask(SEND.queue())).isEqualTo(Map.of("send", 1L));
        harness.handle(SEND, text -> null);
        assertThat(harness.drain()).hasExecuted(SEND);
    }
}
