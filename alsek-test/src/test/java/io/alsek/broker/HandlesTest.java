package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.message.Backoff;
import io.alsek.spi.Backend;
import io.alsek.spi.DeathReason;
import io.alsek.spi.EventBus;
import io.alsek.spi.MessageKey;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.VirtualClock;
import io.alsek.time.Timekeeper;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a submitter can learn of its message through the handle. */
@AlsekTest
class HandlesTest {

    private static final Task<String, Integer> LENGTH = Task.named("length")
            .input(String.class)
            .output(Integer.class)
            .retry(1, Backoff.constant(Duration.ofMinutes(1)))
            .build();
    private static final Task<@Nullable Void, @Nullable Void> SILENT =
            Task.named("silent").build();
    private static final Task<@Nullable Void, @Nullable Void> TRACKED =
            Task.named("tracked").trackStatus().build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    HandlesTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    @Test
    void theStatusIsDerivedWithoutTracking() {
        List<TaskStatus> inside = new ArrayList<>();
        List<TaskHandle<Integer>> handles = new ArrayList<>();
        harness.handle(LENGTH, (text, context) -> {
            inside.add(handles.get(0).status());
            if (context.attempt() == 1) {
                throw new IllegalStateException("once");
            }
            return 1;
        });
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "a");
        handles.add(handle);
        assertThat(handle.status()).isEqualTo(TaskStatus.SUBMITTED);
        harness.drain();
        assertThat(handle.status()).isEqualTo(TaskStatus.RETRYING);
        harness.runUntilIdle();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(inside).containsExactly(TaskStatus.RUNNING, TaskStatus.RUNNING);
    }

    /** A timekeeper that lets the world go on while somebody waits, and then says that the time is over. */
    private TaskHandle<Integer> submitAndHearNothing(Runnable meanwhile) {
        VirtualClock clock = harness.clock();
        Timekeeper impatient = (Timekeeper) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Timekeeper.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("await")) {
                        meanwhile.run();
                        return false;
                    }
                    return method.invoke(clock, arguments);
                });
        EventBus deaf = (EventBus) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {EventBus.class},
                (proxy, method, arguments) ->
                        method.getName().equals("subscribe") ? (EventBus.Registration) () -> {} : null);
        Backend backend = alsek.broker().backend();
        Backend withoutNotes = (Backend) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) ->
                        method.getName().equals("events") ? Optional.of(deaf) : method.invoke(backend, arguments));
        return Alsek.builder(withoutNotes).timekeeper(impatient).build().submit(LENGTH, "four");
    }

    @Test
    void anEndOfWhichNobodyHeardIsSeenWhenThePatienceEnds() throws Exception {
        harness.handle(LENGTH, String::length);
        TaskHandle<Integer> handle = submitAndHearNothing(harness::drain);

        assertThat(handle.await(Duration.ofSeconds(1))).isEqualTo(4);
    }

    @Test
    void aFailureOfWhichNobodyHeardIsNoTimeout() {
        harness.expectFailures().handle(LENGTH, text -> {
            throw new NonRetryableException("never");
        });
        TaskHandle<Integer> handle = submitAndHearNothing(harness::drain);

        assertThatExceptionOfType(TaskFailedException.class)
                .isThrownBy(() -> handle.await(Duration.ofSeconds(1)))
                .withMessageContaining("never");
    }

    @Test
    void whatIsStillOnItsWayGoesOn() {
        TaskHandle<Integer> handle = submitAndHearNothing(() -> {});

        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> handle.await(Duration.ofSeconds(1)))
                .withMessageContaining("it is SUBMITTED and goes on");
    }

    @Test
    void theStatusOfWhatNobodyKnowsIsUnknown() {
        harness.handle(SILENT, nothing -> null);
        TaskHandle<?> handle = alsek.submit(SILENT);
        harness.drain();
        assertThat(handle.status()).isEqualTo(TaskStatus.UNKNOWN);
    }

    @Test
    void theStatusOfADeadMessageIsFailed() {
        harness.expectFailures().handle(SILENT, nothing -> {
            throw new NonRetryableException("no");
        });
        TaskHandle<?> handle = alsek.submit(SILENT);
        harness.drain();
        assertThat(handle.status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void awaitReturnsTheResult() throws Exception {
        harness.handle(LENGTH, String::length);
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        CompletableFuture<@Nullable Integer> early = handle.future();
        assertThat(early).isNotDone();
        harness.drain();
        assertThat(early).isCompletedWithValue(4);
        assertThat(handle.future()).isCompletedWithValue(4);
        assertThat(handle.await(Duration.ofSeconds(1))).isEqualTo(4);
    }

    @Test
    void awaitReturnsNullWhereThereIsNoResult() throws Exception {
        harness.handle(TRACKED, nothing -> null);
        TaskHandle<@Nullable Void> handle = alsek.submit(TRACKED);
        harness.drain();
        assertThat(handle.await(Duration.ZERO)).isNull();
    }

    @Test
    void aResultOfNullIsAResult() throws Exception {
        Task<String, @Nullable String> task =
                Task.named("nothing").input(String.class).output(String.class).build();
        harness.handle(task, text -> null);
        TaskHandle<@Nullable String> handle = alsek.submit(task, "a");
        harness.drain();
        assertThat(handle.await(Duration.ZERO)).isNull();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void awaitThrowsTheFailureOfTheLastAttempt() {
        harness.expectFailures().handle(LENGTH, text -> {
            throw new IllegalStateException("no more tape");
        });
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        CompletableFuture<@Nullable Integer> future = handle.future();
        harness.drain();
        assertThat(future).isNotDone();
        harness.runUntilIdle();
        assertThatExceptionOfType(TaskFailedException.class)
                .isThrownBy(() -> handle.await(Duration.ZERO))
                .withMessageContaining("no more tape")
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(DeathReason.FAILED);
                    assertThat(e.details().className()).isEqualTo(IllegalStateException.class.getName());
                });
        assertThat(future).isCompletedExceptionally();
    }

    @Test
    void awaitWithoutPatienceTimesOutAndSaysWhatIsGoingOn() {
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> handle.await(Duration.ZERO))
                .withMessageContaining("did not end within")
                .withMessageContaining("SUBMITTED");
    }

    @Test
    void awaitOnTheThreadThatShouldMoveTheClockIsExplained() {
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        assertThatIllegalStateException()
                .isThrownBy(() -> handle.await(Duration.ofSeconds(1)))
                .withMessageContaining("harness.drain()");
    }

    @Test
    void nobodyCanWaitForATaskThatKeepsNothing() {
        TaskHandle<?> handle = alsek.submit(SILENT);
        assertThatIllegalStateException()
                .isThrownBy(() -> handle.await(Duration.ZERO))
                .withMessageContaining("Give it an output, or trackStatus()");
        assertThatIllegalStateException().isThrownBy(handle::future);
    }

    @Test
    void cancellingAFutureDoesNotCancelTheTask() {
        harness.handle(LENGTH, String::length);
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        handle.future().cancel(true);
        harness.drain();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void awaitIsToldOfAnExpiredMessage() {
        harness.expectFailures();
        TaskHandle<Integer> handle =
                alsek.submit(LENGTH, "four", options -> options.timeToLive(Duration.ofSeconds(10)));
        harness.handle(LENGTH, String::length);
        harness.clock().advance(Duration.ofMinutes(2));
        harness.drain();
        assertThatExceptionOfType(TaskFailedException.class)
                .isThrownBy(() -> handle.await(Duration.ZERO))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(DeathReason.EXPIRED));
    }

    @Test
    void awaitIsToldOfARevokedMessage() {
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        CompletableFuture<@Nullable Integer> future = handle.future();
        assertThat(handle.cancel()).isTrue();
        assertThat(handle.cancel()).isFalse();
        assertThat(future).isCompletedExceptionally();
        assertThatExceptionOfType(TaskFailedException.class)
                .isThrownBy(() -> handle.await(Duration.ZERO))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(DeathReason.REVOKED));
    }

    @Test
    void awaitIsToldOfARemovedMessage() {
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        CompletableFuture<@Nullable Integer> future = handle.future();
        alsek.broker().remove(Broker.keyOf(handle.message()));
        assertThat(future).isCompletedExceptionally();
        assertThatIllegalStateException()
                .isThrownBy(() -> handle.await(Duration.ZERO))
                .withMessageContaining("gone without a trace");
    }

    @Test
    void aMessageOfEarlierCanBeFoundAgain() throws Exception {
        harness.handle(LENGTH, String::length);
        MessageKey key = Broker.keyOf(alsek.submit(LENGTH, "four").message());
        Optional<TaskHandle<Integer>> found = alsek.find(LENGTH, key);
        harness.drain();
        assertThat(found.orElseThrow().await(Duration.ZERO)).isEqualTo(4);
        assertThat(alsek.find(LENGTH, key)).isEmpty();
        assertThat(harness).hasNoPendingTasks();
    }

    @Test
    void aDeadMessageOfEarlierCanBeFound() {
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        handle.cancel();
        assertThat(alsek.find(LENGTH, Broker.keyOf(handle.message()))
                        .orElseThrow()
                        .status())
                .isEqualTo(TaskStatus.FAILED);
    }
}
