package io.alsek.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SystemTimekeeperTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Timekeeper time = Timekeeper.system();

    private final List<String> happened = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        time.close();
    }

    private Timer note(long millisFromNow, String what) {
        return time.at(time.instant().plusMillis(millisFromNow), TimerKind.FOREGROUND, what, () -> happened.add(what));
    }

    /** Keeps the one thread for all timers busy until the returned gate is opened. */
    private CountDownLatch holdTimers() {
        CountDownLatch gate = new CountDownLatch(1);
        time.at(time.instant(), TimerKind.FOREGROUND, "gate", () -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return gate;
    }

    /** There is one thread for all timers, so whatever is due before this has run when this has. */
    private void awaitTimersUntil(long millisFromNow) throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        // A thread may lose its processor between reading the clock and setting its timer, which is then that much
        // late.
        time.at(time.instant().plusMillis(millisFromNow + 500), TimerKind.FOREGROUND, "last", last::countDown);
        assertThat(last.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Nested
    class ATimer {

        @Test
        void goesOffWhenItIsDueAndNotBefore() throws InterruptedException {
            Instant due = time.instant().plusMillis(20);
            CompletableFuture<Instant> wentOff = new CompletableFuture<>();
            time.at(due, TimerKind.FOREGROUND, "a timer", () -> wentOff.complete(time.instant()));

            assertThat(time.await("the timer", wentOff, PATIENCE)).isTrue();
            assertThat(wentOff.join()).isAfterOrEqualTo(due.minusMillis(1));
        }

        @Test
        void thatIsOverdueGoesOffAtOnce() throws InterruptedException {
            time.at(Instant.EPOCH, TimerKind.BACKGROUND, "overdue", () -> happened.add("overdue"));
            awaitTimersUntil(1);

            assertThat(happened).containsExactly("overdue");
        }

        @Test
        void goesOffInTheOrderOfTimeNotOfSetting() throws InterruptedException {
            CompletableFuture<Boolean> both = new CompletableFuture<>();
            time.at(time.instant().plusMillis(500), TimerKind.FOREGROUND, "second", () -> {
                happened.add("second");
                both.complete(true);
            });
            note(10, "first");
            assertThat(time.await("both timers", both, PATIENCE)).isTrue();

            assertThat(happened).containsExactly("first", "second");
        }

        @Test
        void thatIsCalledOffDoesNotGoOff() throws InterruptedException {
            CountDownLatch gate = holdTimers();
            Timer timer = note(1, "called off");
            note(1, "not called off");
            timer.cancel();
            timer.cancel();
            gate.countDown();
            awaitTimersUntil(10);

            assertThat(happened).containsExactly("not called off");
        }

        @Test
        void thatHasGoneOffCanBeCalledOffWithoutHarm() throws InterruptedException {
            Timer timer = note(0, "done");
            awaitTimersUntil(1);
            timer.cancel();

            assertThat(happened).containsExactly("done");
        }

        @Test
        void thatFailsDoesNotKeepOthersFromGoingOff() throws InterruptedException {
            time.at(time.instant(), TimerKind.FOREGROUND, "fails", () -> {
                throw new IllegalStateException("on purpose");
            });
            time.at(time.instant(), TimerKind.FOREGROUND, "breaks", () -> {
                throw new AssertionError("on purpose");
            });
            note(1, "goes on");
            awaitTimersUntil(2);

            assertThat(happened).containsExactly("goes on");
        }

        @Test
        void mayBeSetForTheEndOfTime() {
            Timer never = time.at(Instant.MAX, TimerKind.BACKGROUND, "never", () -> happened.add("never"));
            never.cancel();

            assertThat(happened).isEmpty();
        }

        @Test
        void runsOnADaemonThreadWithAName() {
            CompletableFuture<Thread> runner = new CompletableFuture<>();
            time.at(time.instant(), TimerKind.FOREGROUND, "who?", () -> runner.complete(Thread.currentThread()));

            assertThat(runner.join().getName()).isEqualTo("alsek-timer");
            assertThat(runner.join().isDaemon()).isTrue();
        }
    }

    @Nested
    class Waiting {

        @Test
        void endsWithWhatIsWaitedFor() throws InterruptedException {
            CompletableFuture<String> done = new CompletableFuture<>();
            time.at(time.instant().plusMillis(5), TimerKind.FOREGROUND, "completes", () -> done.complete("result"));

            assertThat(time.await("a result", done, PATIENCE)).isTrue();
        }

        @Test
        void alsoEndsWithItsFailureOrCancellation() throws InterruptedException {
            CompletableFuture<Void> cancelled = new CompletableFuture<>();
            cancelled.cancel(false);

            assertThat(time.await("it", CompletableFuture.failedFuture(new IllegalStateException()), PATIENCE))
                    .isTrue();
            assertThat(time.await("it", cancelled, PATIENCE)).isTrue();
        }

        @Test
        void endsWithItsPatience() throws InterruptedException {
            CompletableFuture<Void> never = new CompletableFuture<>();

            assertThat(time.await("nothing", never, Duration.ofMillis(1))).isFalse();
            assertThat(time.await("nothing", never, Duration.ZERO)).isFalse();
            assertThat(time.await("nothing", never, Duration.ofSeconds(-1))).isFalse();
        }

        @Test
        void mayBeMeantToLastForEver() throws InterruptedException {
            CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

            assertThat(time.await("it", done, Duration.ofSeconds(Long.MAX_VALUE)))
                    .isTrue();
        }

        @Test
        void canBeInterrupted() {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> time.await("nothing", new CompletableFuture<>(), PATIENCE));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void instantsAreAsPreciseAsTheWire() {
        Instant instant = time.instant();

        assertThat(instant).isEqualTo(instant.truncatedTo(ChronoUnit.MILLIS));
        assertThat(time.millis()).isGreaterThanOrEqualTo(instant.toEpochMilli());
    }

    @Test
    void afterClosingNoTimerCanBeSet() {
        time.close();
        time.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> note(0, "a heartbeat"))
                .withMessage("The timekeeper is closed; cannot set the timer \"a heartbeat\"");
    }
}
