package io.alsek.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.task.Task;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AlsekExtension.class)
class VirtualClockTest {

    private final VirtualClock clock = new VirtualClock();
    private final List<String> ran = new ArrayList<>();

    private Timer in(Duration delay, String label) {
        return in(delay, TimerKind.FOREGROUND, label);
    }

    private Timer in(Duration delay, TimerKind kind, String label) {
        return clock.at(clock.instant().plus(delay), kind, label, () -> ran.add(label + "@" + clock.instant()));
    }

    private static String at(String label, Duration sinceStart) {
        return label + "@" + VirtualClock.START.plus(sinceStart);
    }

    @Test
    void standsStillUntilMoved() {
        assertThat(clock.instant()).isEqualTo(VirtualClock.START).isEqualTo(clock.instant());
        assertThat(clock.millis()).isEqualTo(VirtualClock.START.toEpochMilli());
        clock.advance(Duration.ofMinutes(5));
        assertThat(clock.instant()).isEqualTo(VirtualClock.START.plus(Duration.ofMinutes(5)));
    }

    @Test
    void startsWhereItIsToldInWholeMilliseconds() {
        Instant start = Instant.parse("2031-05-06T07:08:09.123456Z");
        assertThat(new VirtualClock(start).instant()).isEqualTo(Instant.parse("2031-05-06T07:08:09.123Z"));
    }

    @Test
    void everyTimerSeesItsOwnInstant() {
        in(Duration.ofSeconds(2), "second");
        in(Duration.ofSeconds(1), "first");
        clock.advance(Duration.ofSeconds(10));
        assertThat(ran).containsExactly(at("first", Duration.ofSeconds(1)), at("second", Duration.ofSeconds(2)));
        assertThat(clock.instant()).isEqualTo(VirtualClock.START.plusSeconds(10));
    }

    @Test
    @Timeout(10)
    void whoBlocksOnAFutureIsToldThatItWouldNeverEnd(AlsekHarness harness) throws Exception {
        Task<String, Integer> length =
                Task.named("length").input(String.class).output(Integer.class).build();
        harness.handle(length, String::length);
        CompletableFuture<Integer> future =
                harness.alsek().submit(length, "four").future();
        List<ThrowingCallable> waits = List.of(
                future::get,
                future::join,
                () -> future.get(5, TimeUnit.SECONDS),
                () -> future.thenApply(Integer::doubleValue).get());
        assertThat(waits)
                .allSatisfy(wait -> assertThatIllegalStateException()
                        .isThrownBy(wait)
                        .withMessageContaining("task='length') would never end")
                        .withMessageContaining("First call harness.drain()"));
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(0, TimeUnit.SECONDS));

        CompletableFuture<Integer> elsewhere = CompletableFuture.supplyAsync(future::join); // another thread may wait
        harness.drain();
        assertThat(future.get()).isEqualTo(4).isEqualTo(elsewhere.get(20, TimeUnit.SECONDS));
    }

    @Test
    void theEndOfAnAdvanceIsInclusive() {
        in(Duration.ofSeconds(1), "due");
        clock.advance(Duration.ofMillis(999));
        assertThat(ran).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(ran).hasSize(1);
    }

    @Test
    void timersOfOneInstantRunInTheOrderOfSetting() {
        for (int i = 0; i < 20; i++) {
            in(Duration.ofSeconds(1), "timer " + i);
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(ran).hasSize(20).first().asString().startsWith("timer 0@");
        assertThat(ran.get(19)).startsWith("timer 19@");
    }

    @Test
    void timersSetByTimersRunInTheSameAdvance() {
        clock.at(
                clock.instant().plusSeconds(1),
                TimerKind.FOREGROUND,
                "outer",
                () -> in(Duration.ofSeconds(1), "inner"));
        clock.advance(Duration.ofSeconds(2));
        assertThat(ran).containsExactly(at("inner", Duration.ofSeconds(2)));
    }

    @Test
    void aTimerInThePastRunsAtTheNextOccasion() {
        clock.at(clock.instant().minusSeconds(1), TimerKind.FOREGROUND, "late", () -> ran.add("late"));
        assertThat(ran).isEmpty();
        clock.advance(Duration.ZERO);
        assertThat(ran).containsExactly("late");
        assertThat(clock.instant()).isEqualTo(VirtualClock.START);
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        Timer timer = in(Duration.ofSeconds(1), "cancelled");
        timer.cancel();
        timer.cancel();
        clock.advance(Duration.ofSeconds(2));
        assertThat(ran).isEmpty();
        assertThat(clock.timers()).isEmpty();
    }

    @Test
    void aTimerThatFailsDoesNotKeepOthersFromRunning() {
        clock.at(clock.instant().plusSeconds(1), TimerKind.FOREGROUND, "failing", () -> {
            throw new IllegalStateException("meant to fail");
        });
        in(Duration.ofSeconds(2), "next");
        clock.advance(Duration.ofSeconds(3));
        assertThat(ran).hasSize(1);
    }

    @Test
    void aTimerMayMoveTheClock() {
        clock.at(
                clock.instant().plusSeconds(1),
                TimerKind.FOREGROUND,
                "mover",
                () -> clock.advance(Duration.ofHours(1)));
        in(Duration.ofMinutes(1), "meanwhile");
        clock.advance(Duration.ofSeconds(5));
        assertThat(ran).containsExactly(at("meanwhile", Duration.ofMinutes(1)));
        assertThat(clock.instant()).isEqualTo(VirtualClock.START.plusSeconds(3601));
    }

    @Test
    void timersThatNeverComeToAnEndAreAnErrorThatNamesThem() {
        Runnable[] again = new Runnable[1];
        again[0] = () -> clock.at(clock.instant(), TimerKind.BACKGROUND, "restless", again[0]);
        again[0].run();
        assertThatIllegalStateException()
                .isThrownBy(() -> clock.advance(Duration.ZERO))
                .withMessageContaining("restless")
                .withMessageContaining("never comes to an end");
    }

    @Test
    void backgroundTimersAreNotWaitedFor() {
        in(Duration.ofSeconds(1), TimerKind.BACKGROUND, "heartbeat");
        assertThat(clock.nextForegroundTimer()).isEmpty();
        assertThat(clock.nextTimer()).contains(VirtualClock.START.plusSeconds(1));
        in(Duration.ofSeconds(2), "work");
        assertThat(clock.nextForegroundTimer()).contains(VirtualClock.START.plusSeconds(2));
        assertThat(clock.timers()).extracting(VirtualClock.PendingTimer::label).containsExactly("heartbeat", "work");
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .withMessageContaining("Time does not go back");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advanceTo(VirtualClock.START.minusMillis(1)))
                .withMessageContaining("Time does not go back");
    }

    @Test
    void fractionsOfMillisecondsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofNanos(1)))
                .withMessageContaining("whole milliseconds");
    }

    @Test
    void waitingForWhatIsDoneReturnsAtOnce() {
        assertThat(clock.await("a thing", CompletableFuture.completedFuture(1), Duration.ofDays(1)))
                .isTrue();
        CompletableFuture<Integer> failed = CompletableFuture.failedFuture(new IllegalStateException());
        assertThat(clock.await("a thing", failed, Duration.ofDays(1))).isTrue();
    }

    @Test
    void waitingForWhatIsNotDoneSaysWhatToDo() {
        assertThatIllegalStateException()
                .isThrownBy(() -> clock.await("the end of time", new CompletableFuture<>(), Duration.ofSeconds(1)))
                .withMessageContaining("the end of time")
                .withMessageContaining("harness.drain()")
                .withMessageContaining("harness.advance(");
    }

    @Test
    void waitingWithoutPatienceIsAQuestion() {
        assertThat(clock.await("a thing", new CompletableFuture<>(), Duration.ZERO))
                .isFalse();
    }

    @Test
    void canBeSeenFromAnotherZone() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        Clock view = clock.withZone(zone);
        clock.advance(Duration.ofHours(3));
        assertThat(view.instant()).isEqualTo(clock.instant());
        assertThat(view.getZone()).isEqualTo(zone);
        assertThat(view.withZone(ZoneOffset.UTC).getZone()).isEqualTo(clock.getZone());
    }

    @Test
    void aClosedClockHasNoTimersAndTakesNone() {
        in(Duration.ofSeconds(1), "dropped");
        clock.close();
        clock.close();
        clock.advance(Duration.ofSeconds(2));
        assertThat(ran).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> in(Duration.ofSeconds(1), "too late"))
                .withMessageContaining("too late");
    }
}
