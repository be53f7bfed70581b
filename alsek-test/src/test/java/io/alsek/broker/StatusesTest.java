package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.message.Backoff;
import io.alsek.message.Message;
import io.alsek.schedule.Cron;
import io.alsek.schedule.Once;
import io.alsek.spi.EventBus;
import io.alsek.spi.MessageKey;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Statuses that are tracked: their course, their time to live, waiting and listening, and the scan for orphans. */
@AlsekTest
class StatusesTest {

    private static final Task<@Nullable Void, @Nullable Void> TRACKED = Task.named("tracked")
            .trackStatus()
            .retry(1, Backoff.constant(Duration.ofMinutes(1)))
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final StatusTracker statuses;
    private final List<StatusUpdate> heard = new ArrayList<>();

    StatusesTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
        this.statuses = alsek.statuses();
    }

    private static TaskStatus[] course(TaskStatus... statuses) {
        return statuses;
    }

    @Test
    void theCourseOfASuccessAfterARetry() {
        harness.handle(TRACKED, (nothing, context) -> {
            if (context.attempt() == 1) {
                throw new IOException("down");
            }
            return null;
        });
        TaskHandle<?> handle = alsek.submit(TRACKED);
        EventBus.Registration registration = statuses.listen(handle.id(), heard::add);
        harness.runUntilIdle();
        registration.close();
        assertThat(heard)
                .extracting(StatusUpdate::status)
                .containsExactly(course(
                        TaskStatus.SUBMITTED,
                        TaskStatus.RUNNING,
                        TaskStatus.RETRYING,
                        TaskStatus.RUNNING,
                        TaskStatus.SUCCEEDED));
        assertThat(heard.get(2).details())
                .isEqualTo(Map.of("reason", "RETRY", "exception", IOException.class.getName(), "message", "down"));
        assertThat(heard).extracting(StatusUpdate::at).isSorted();
        assertThat(heard).allSatisfy(update -> assertThat(update.task()).isEqualTo("tracked"));
    }

    @Test
    void theCourseOfAFailure() {
        harness.handle(TRACKED, nothing -> {
            throw new IOException("down");
        });
        TaskHandle<?> handle = alsek.submit(TRACKED);
        harness.runUntilIdle();
        StatusUpdate last = statuses.get(handle.id());
        assertThat(last.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(last.details())
                .isEqualTo(Map.of("reason", "FAILED", "exception", IOException.class.getName(), "message", "down"));
        assertThat(last.at()).isEqualTo(harness.clock().instant());
    }

    @Test
    void progressIsStoredWhileItRuns() {
        List<@Nullable Object> seen = new ArrayList<>();
        harness.handle(TRACKED, (nothing, context) -> {
            context.progress(Map.of("done", 3, "of", 10));
            seen.add(statuses.get(context.message().id()).details());
            return null;
        });
        alsek.submit(TRACKED);
        harness.drain();
        assertThat(seen).containsExactly(Map.of("done", 3, "of", 10));
    }

    @Test
    void progressOfATaskThatIsNotTrackedIsAnError() {
        Task<@Nullable Void, @Nullable Void> plain =
                Task.named("plain").retry(0).build();
        harness.handle(plain, (nothing, context) -> {
            context.progress("half");
            return null;
        });
        alsek.submit(plain);
        assertThat(harness.drain().executions().get(0))
                .failedWith(IllegalStateException.class)
                .withMessageContaining("trackStatus()");
    }

    @Test
    void aStatusIsKeptForFourteenDaysFromSubmissionWhateverHappens() {
        harness.handle(TRACKED, nothing -> null);
        TaskHandle<?> handle = alsek.submit(TRACKED, null, options -> options.delay(Duration.ofDays(10)));
        harness.advance(Duration.ofDays(10));
        assertThat(statuses.get(handle.id()).status()).isEqualTo(TaskStatus.SUCCEEDED);
        harness.advance(Duration.ofDays(4).minusMillis(1));
        assertThat(statuses.exists(handle.id())).isTrue();
        harness.advance(Duration.ofMillis(1));
        assertThat(statuses.exists(handle.id())).isFalse();
    }

    @Test
    void aStatusWhoseTimeIsOverDoesNotComeBack() {
        try (AlsekHarness own = AlsekHarness.builder()
                .customize(builder -> builder.statusTtl(Duration.ofMinutes(1)))
                .handle(TRACKED, nothing -> null)
                .build()) {
            TaskHandle<?> handle = own.alsek().submit(TRACKED, null, options -> options.delay(Duration.ofMinutes(2)));
            own.runUntilIdle();
            assertThat(own.executions()).hasSize(1);
            assertThat(own.alsek().statuses().exists(handle.id())).isFalse();
        }
    }

    @Test
    void whatIsNotTrackedHasNoStatus() {
        assertThat(statuses.find("nobody")).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> statuses.get("nobody"))
                .withMessageContaining("does not track statuses");
    }

    @Nested
    class Waiting {

        @Test
        void forAStatusThatIsThere() throws Exception {
            TaskHandle<?> handle = alsek.submit(TRACKED);
            assertThat(statuses.await(handle.id(), Set.of(TaskStatus.SUBMITTED, TaskStatus.RUNNING), Duration.ZERO)
                            .status())
                    .isEqualTo(TaskStatus.SUBMITTED);
        }

        @Test
        void inVainIsAnErrorThatNamesTheStatus() {
            TaskHandle<?> handle = alsek.submit(TRACKED);
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> statuses.await(handle.id(), Set.of(TaskStatus.RUNNING), Duration.ZERO))
                    .withMessageContaining("was none of [RUNNING]")
                    .withMessageContaining("it is SUBMITTED");
        }

        @Test
        void inVainGivesTheCurrentOneOnRequest() throws Exception {
            TaskHandle<?> handle = alsek.submit(TRACKED);
            assertThat(statuses.awaitOrCurrent(handle.id(), Set.of(TaskStatus.RUNNING), Duration.ZERO))
                    .isEqualTo(TaskStatus.SUBMITTED);
            assertThat(statuses.awaitOrCurrent("nobody", Set.of(TaskStatus.RUNNING), Duration.ZERO))
                    .isEqualTo(TaskStatus.UNKNOWN);
        }

        @Test
        void forTheEnd() throws Exception {
            harness.handle(TRACKED, nothing -> null);
            TaskHandle<?> handle = alsek.submit(TRACKED);
            harness.drain();
            assertThat(statuses.listenUntilTerminal(handle.id(), Duration.ofSeconds(1)))
                    .extracting(StatusUpdate::status)
                    .containsExactly(TaskStatus.SUCCEEDED);
        }

        @Test
        void forAnEndThatDoesNotCome() {
            TaskHandle<?> handle = alsek.submit(TRACKED);
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> statuses.listenUntilTerminal(handle.id(), Duration.ZERO))
                    .withMessageContaining("did not end within");
        }
    }

    @Test
    void aSilentTaskIsStoredButNotPublished() {
        Task<@Nullable Void, @Nullable Void> silent =
                Task.named("silent").trackStatus().silent().build();
        harness.handle(silent, nothing -> null);
        TaskHandle<?> handle = alsek.submit(silent);
        statuses.listen(handle.id(), heard::add);
        harness.drain();
        assertThat(heard).extracting(StatusUpdate::status).containsExactly(TaskStatus.SUBMITTED);
        assertThat(statuses.get(handle.id()).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThatIllegalStateException().isThrownBy(handle::future);
    }

    @Nested
    class Deleting {

        @Test
        void onlyATerminalStatus() {
            harness.handle(TRACKED, nothing -> null);
            TaskHandle<?> handle = alsek.submit(TRACKED);
            assertThatIllegalStateException()
                    .isThrownBy(() -> statuses.delete(handle.id()))
                    .withMessageContaining("SUBMITTED, which is not terminal");
            harness.drain();
            assertThat(statuses.delete(handle.id())).isTrue();
            assertThat(statuses.delete(handle.id())).isFalse();
        }

        @Test
        void anyStatusByForce() {
            TaskHandle<?> handle = alsek.submit(TRACKED);
            assertThat(statuses.forceDelete(handle.id())).isTrue();
            assertThat(statuses.forceDelete(handle.id())).isFalse();
        }
    }

    @Test
    void aStatusCanBeSetByHandAndKeepsItsTtl() {
        Message message = alsek.submit(TRACKED).message();
        harness.clock().advance(Duration.ofDays(13));
        statuses.set(message, TaskStatus.RUNNING, "by hand", null);
        assertThat(statuses.get(message.id()).details()).isEqualTo("by hand");
        harness.clock().advance(Duration.ofDays(1));
        assertThat(statuses.exists(message.id())).isFalse();
    }

    @Nested
    class Orphans {

        private TaskHandle<?> orphan() {
            TaskHandle<?> handle = alsek.submit(TRACKED);
            alsek.queues().purge(handle.message().queue());
            return handle;
        }

        @Test
        void aStatusWhoseMessageIsGoneIsSetToUnknown() {
            TaskHandle<?> orphan = orphan();
            TaskHandle<?> alive = alsek.submit(TRACKED);
            try (IntegrityScanner scanner = new IntegrityScanner(alsek.broker())) {
                assertThat(scanner.scan()).isEqualTo(1);
                assertThat(scanner.scan()).isZero();
            }
            assertThat(statuses.get(orphan.id()).status()).isEqualTo(TaskStatus.UNKNOWN);
            assertThat(statuses.get(alive.id()).status()).isEqualTo(TaskStatus.SUBMITTED);
            harness.clock().advance(Duration.ofDays(14));
            assertThat(statuses.exists(orphan.id())).isFalse();
        }

        @Test
        void terminalStatusesAreLeftAlone() {
            harness.handle(TRACKED, nothing -> null);
            TaskHandle<?> done = alsek.submit(TRACKED);
            harness.drain();
            assertThat(new IntegrityScanner(alsek.broker()).scan()).isZero();
            assertThat(statuses.get(done.id()).status()).isEqualTo(TaskStatus.SUCCEEDED);
        }

        @Test
        void theScanIsPeriodic() {
            IntegrityScanner scanner = new IntegrityScanner(alsek.broker()).hourly();
            TaskHandle<?> first = orphan();
            harness.advance(Duration.ofHours(1).minusMillis(1));
            assertThat(statuses.get(first.id()).status()).isEqualTo(TaskStatus.SUBMITTED);
            harness.advance(Duration.ofMillis(1));
            assertThat(statuses.get(first.id()).status()).isEqualTo(TaskStatus.UNKNOWN);
            TaskHandle<?> second = orphan();
            harness.advance(Duration.ofHours(1));
            assertThat(statuses.get(second.id()).status()).isEqualTo(TaskStatus.UNKNOWN);
            scanner.close();
            scanner.close();
            TaskHandle<?> third = orphan();
            harness.advance(Duration.ofHours(2));
            assertThat(statuses.get(third.id()).status()).isEqualTo(TaskStatus.SUBMITTED);
            assertThatIllegalStateException().isThrownBy(() -> scanner.every(Duration.ofHours(1)));
        }

        @Test
        void theScanGoesByAnyTrigger() {
            try (IntegrityScanner scanner = new IntegrityScanner(alsek.broker())) {
                scanner.when(Cron.of("0 3 * * *"));
                TaskHandle<?> first = orphan();
                harness.advance(Duration.ofHours(3).minusMillis(1));
                assertThat(statuses.get(first.id()).status()).isEqualTo(TaskStatus.SUBMITTED);
                harness.advance(Duration.ofMillis(1));
                assertThat(statuses.get(first.id()).status()).isEqualTo(TaskStatus.UNKNOWN);

                scanner.when(Once.at(harness.clock().instant().plusSeconds(5)));
                TaskHandle<?> second = orphan();
                harness.advance(Duration.ofSeconds(5));
                assertThat(statuses.get(second.id()).status()).isEqualTo(TaskStatus.UNKNOWN);
                TaskHandle<?> third = orphan();
                harness.advance(Duration.ofDays(2));
                assertThat(statuses.get(third.id()).status()).isEqualTo(TaskStatus.SUBMITTED);
            }
        }

        @Test
        void aPeriodicScanDoesNotKeepTheHarnessBusy() {
            try (IntegrityScanner scanner = new IntegrityScanner(alsek.broker()).every(Duration.ofHours(1))) {
                harness.runUntilIdle();
                assertThat(scanner.scan()).isZero();
            }
        }
    }

    @Test
    void aRemovedMessageLeavesNoRunningStatusBehind() {
        TaskHandle<?> handle = alsek.submit(TRACKED);
        alsek.broker().remove(new MessageKey(handle.message().queue(), handle.id()));
        assertThat(statuses.find(handle.id()))
                .as("the status of a message that was removed by hand")
                .matches(status -> status.isEmpty() || status.get().status().isTerminal());
    }
}
