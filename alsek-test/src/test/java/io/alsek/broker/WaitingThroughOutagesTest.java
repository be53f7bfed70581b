package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.message.SerializationException;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.EventBus;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.BackendOperation;
import io.alsek.test.Faults;
import io.alsek.test.VirtualClock;
import io.alsek.time.Timekeeper;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whoever waits for the end of a message does not mind that the backend fails for a while. */
@AlsekTest
class WaitingThroughOutagesTest {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final String LABEL = "another look at what is waited for";
    private static final Task<String, Integer> LENGTH =
            Task.named("length").input(String.class).output(Integer.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final Faults faults;

    WaitingThroughOutagesTest(AlsekHarness harness, Alsek alsek, Faults faults) {
        this.harness = harness;
        this.alsek = alsek;
        this.faults = faults;
    }

    @BeforeEach
    void addTheTask() {
        harness.handle(LENGTH, String::length);
    }

    private TaskHandle<Integer> finished() {
        TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
        harness.drain();
        return handle;
    }

    private boolean somebodyWillLook() {
        return harness.clock().timers().stream().anyMatch(timer -> timer.label().equals(LABEL));
    }

    /** The harness as seen by somebody whose waits let the world go on, for as long as they take. */
    private Alsek impatient(Backend backend) {
        VirtualClock clock = harness.clock();
        Timekeeper time = (Timekeeper) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Timekeeper.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("await")) {
                        clock.advance((Duration) arguments[2]);
                        return ((CompletableFuture<?>) arguments[1]).isDone();
                    }
                    return method.getName().equals("close") ? null : method.invoke(clock, arguments);
                });
        return Alsek.builder(backend).timekeeper(time).leaveBackendOpen().build();
    }

    @Nested
    class AFuture {

        @Test
        void isDoneOnceAnOutageIsOver() {
            TaskHandle<Integer> handle = finished();
            faults.backendIsDownFor(Duration.ofMinutes(5));

            CompletableFuture<@Nullable Integer> future = handle.future();
            harness.advance(Duration.ofMinutes(5));
            assertThat(future).isNotDone();
            harness.advance(LONGEST_PAUSE);

            assertThat(future).isCompletedWithValue(4);
            assertThat(somebodyWillLook()).isFalse();
        }

        @Test
        void looksAgainIfItCouldNotLookWhenItWasTold() {
            TaskHandle<Integer> handle = alsek.submit(LENGTH, "four");
            CompletableFuture<@Nullable Integer> future = handle.future();
            faults.failNext(BackendOperation.LOOK);
            harness.drain();
            assertThat(future).isNotDone();

            harness.advance(FIRST_PAUSE);

            assertThat(future).isCompletedWithValue(4);
        }

        @Test
        void looksAgainAlsoIfTheReplyWasLost() {
            TaskHandle<Integer> handle = finished();
            faults.loseNextReply(BackendOperation.VALUES);

            CompletableFuture<@Nullable Integer> future = handle.future();
            harness.advance(FIRST_PAUSE);

            assertThat(future).isCompletedWithValue(4);
        }

        @Test
        void failsAtOnceForAnyOtherReason() {
            alsek.results().set("m", "no number", String.class, null);
            TaskHandle<Integer> handle = alsek.submit(LENGTH, "four", options -> options.id("m"));
            alsek.broker().remove(Broker.keyOf(handle.message()));
            alsek.results().set("m", "no number", String.class, null);

            assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> handle.await(Duration.ZERO));
            assertThat(somebodyWillLook()).isFalse();
        }

        @Test
        void isNotLookedAtAnyMoreOnceItIsCancelled() {
            TaskHandle<Integer> handle = finished();
            faults.backendIsDown();
            CompletableFuture<@Nullable Integer> future = handle.future();
            assertThat(somebodyWillLook()).isTrue();

            future.cancel(false);

            assertThat(somebodyWillLook()).isFalse();
        }

        @Test
        void costsOneCallForEachPauseHoweverManyWait() {
            List<TaskHandle<Integer>> handles = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                handles.add(finished());
            }
            faults.failNext(BackendOperation.LOOK, 5);
            List<CompletableFuture<@Nullable Integer>> futures = new ArrayList<>();
            handles.forEach(handle -> futures.add(handle.future()));
            assertThat(faults.notStruck()).hasSize(2);

            harness.advance(FIRST_PAUSE);
            assertThat(faults.notStruck()).hasSize(1);
            harness.advance(FIRST_PAUSE.multipliedBy(2));
            assertThat(faults.notStruck()).isEmpty();
            assertThat(futures).noneMatch(CompletableFuture::isDone);
            harness.advance(FIRST_PAUSE.multipliedBy(4));

            assertThat(futures).allSatisfy(future -> assertThat(future).isCompletedWithValue(4));
        }
    }

    @Nested
    class Patience {

        @Test
        void endsWithWhatTheBackendSays() {
            TaskHandle<Integer> handle = finished();
            faults.backendIsDown();

            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() -> handle.await(Duration.ZERO))
                    .withMessageContaining("the backend is down by script");
            assertThat(somebodyWillLook()).isFalse();
            faults.backendIsBack();
        }

        @Test
        void isLongEnoughIfTheBackendIsBackBefore() throws Exception {
            TaskHandle<Integer> mine = finished();
            faults.backendIsDownFor(Duration.ofSeconds(5));
            try (Alsek other = impatient(alsek.broker().backend())) {
                TaskHandle<Integer> handle =
                        new SubmittedTask<>(other.broker(), List.of(mine.message()), Integer.class);

                assertThat(handle.await(Duration.ofSeconds(20))).isEqualTo(4);
            }
        }

        @Test
        void ofAPoolEndsWithWhatTheBackendSays() {
            TaskHandle<Integer> handle = finished();
            faults.backendIsDown();

            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(() -> alsek.resultsOf(List.of(handle))
                            .inOrderOfSubmission(Duration.ZERO)
                            .iterator()
                            .next())
                    .withMessageContaining("Not ended within")
                    .withMessageContaining("the backend is down by script")
                    .withCauseInstanceOf(BackendException.class);
            faults.backendIsBack();
        }
    }

    @Nested
    class AStoredResult {

        private Instant began = Instant.EPOCH;

        private Alsek other() {
            began = harness.clock().instant();
            return impatient(alsek.broker().backend());
        }

        @Test
        void isReadOnceAnOutageIsOver() throws Exception {
            String id = finished().id();
            faults.backendIsDownFor(Duration.ofSeconds(5));
            try (Alsek other = other()) {
                assertThat(other.results()
                                .await(id, Integer.class, Duration.ofMinutes(1))
                                .value())
                        .isEqualTo(4);
            }
            assertThat(harness.clock().instant()).isEqualTo(began.plusSeconds(5));
        }

        @Test
        void isMissedWithWhatTheBackendSays() {
            String id = finished().id();
            faults.backendIsDown();
            try (Alsek other = other()) {
                assertThatExceptionOfType(BackendException.NotApplied.class)
                        .isThrownBy(() -> other.results().await(id, Integer.class, Duration.ofSeconds(3)))
                        .withMessageContaining("the backend is down by script");
            }
            assertThat(harness.clock().instant()).isEqualTo(began.plusSeconds(3));
            faults.backendIsBack();
        }

        @Test
        void isMissedWithATimeoutIfTheBackendIsBack() {
            faults.backendIsDownFor(Duration.ofSeconds(1));
            try (Alsek other = other()) {
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> other.results().await("m", Integer.class, Duration.ofSeconds(3)));
            }
        }

        @Test
        void isNotTakenTwiceSoThatALostReplyIsTold() {
            String id = finished().id();
            faults.loseNextReply(BackendOperation.VALUES);
            try (Alsek other = other()) {
                assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                        .isThrownBy(() -> other.results().awaitAndTake(id, Integer.class, Duration.ofSeconds(3)));
            }
        }

        @Test
        void isTakenOnceAnOutageIsOver() throws Exception {
            String id = finished().id();
            faults.failNext(BackendOperation.VALUES);
            try (Alsek other = other()) {
                assertThat(other.results()
                                .awaitAndTake(id, Integer.class, Duration.ofSeconds(3))
                                .value())
                        .isEqualTo(4);
            }
        }
    }

    @Test
    void aSubscriptionThatFailsIsMadeLater() {
        AtomicInteger failures = new AtomicInteger(2);
        Backend backend = alsek.broker().backend();
        EventBus bus = backend.events().orElseThrow();
        EventBus failing = (EventBus) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EventBus.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("subscribe") && failures.getAndDecrement() > 0) {
                        throw new BackendException.NotApplied("cannot be reached", null);
                    }
                    return method.invoke(bus, arguments);
                });
        Backend decorated = (Backend) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) ->
                        method.getName().equals("events") ? Optional.of(failing) : method.invoke(backend, arguments));
        try (Alsek other = impatient(decorated)) {
            CompletableFuture<@Nullable Integer> future =
                    other.submit(LENGTH, "four").future();
            harness.clock().advance(FIRST_PAUSE.multipliedBy(3));
            assertThat(failures).hasNegativeValue();
            assertThat(future).isNotDone();

            harness.drain();

            assertThat(future).isCompletedWithValue(4);
        }
    }
}
