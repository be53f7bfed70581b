package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.DueSchedules;
import io.alsek.spi.Effects;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;

/** When schedules are due, and how schedulers learn of it. */
@DisplayName("Due schedules")
public abstract class DueScheduleContract extends ScheduleContract {

    /** How long whoever races with a write waits for its signal, at most. */
    private static final long ENOUGH_SECONDS = 10;

    /** Only for subclasses. */
    protected DueScheduleContract() {}

    @Rule(
            id = "DUE-01",
            says = "A schedule is due from its instant on and not a millisecond before, by the backend's clock.",
            intent = "Runs are neither early nor late.")
    void onTime() {
        StoredSchedule schedule = schedule("a", 10);
        add(schedule);

        pass(seconds(10).minusMillis(1));
        assertThat(other().due(1)).isEqualTo(new DueSchedules(List.of(), schedule.nextAt()));
        passMillis(1);

        assertThat(other().due(1)).isEqualTo(new DueSchedules(List.of(schedule), null));
        pass(seconds(1_000_000));
        assertThat(store().due(1).due()).containsExactly(schedule);
    }

    @Rule(
            id = "DUE-02",
            says = "The earliest is told first, those of one instant in the order of their names.",
            intent = "Whoever has waited longest comes first, and every run is like the other.")
    void inOrder() {
        add(schedule("z", 1), schedule("b", 2), schedule("a", 3), schedule("c", 2), schedule("B", 2));

        passSeconds(5);

        assertThat(namesOfDue()).containsExactly("z", "B", "b", "c", "a");
    }

    @Rule(
            id = "DUE-03",
            says = "No more are told than were asked for, and when the first of the others is due.",
            intent = "Schedulers work in portions, and sleep until the next instant.")
    void limited() {
        Instant start = now();
        add(schedule("a", 1), schedule("b", 2), schedule("c", 3), schedule("d", 4));
        assertThat(store().due(9).nextAt()).isEqualTo(start.plusSeconds(1));

        passSeconds(3);

        assertThat(namesOf(store().due(2))).containsExactly("a", "b");
        assertThat(store().due(2).nextAt()).isEqualTo(start.plusSeconds(3));
        assertThat(namesOf(store().due(3))).containsExactly("a", "b", "c");
        assertThat(store().due(3).nextAt()).isEqualTo(start.plusSeconds(4));
        assertThat(store().due(9).nextAt()).isEqualTo(start.plusSeconds(4));
    }

    @Rule(
            id = "DUE-04",
            says = "A schedule without an instant is never due, nor is one that is paused.",
            intent = "Some are over, and some rest.")
    void neverDue() {
        StoredSchedule resting = schedule("resting", 0);
        add(schedule("over", null), resting);
        write(store(), resting, paused(resting, true));

        assertThat(other().due(9)).isEqualTo(new DueSchedules(List.of(), null));
    }

    @Rule(
            id = "DUE-05",
            says = "A paused schedule that is resumed is due at the instant that it has then.",
            intent = "Pauses end.")
    void resumed() {
        StoredSchedule first = schedule("a", 0);
        StoredSchedule resting = paused(first, true);
        add(first);
        write(store(), first, resting);
        StoredSchedule again = new StoredSchedule(
                "a", newRevision(), resting.definition(), resting.state(), now().plusSeconds(5), false);

        write(store(), resting, again);

        assertThat(other().due(9)).isEqualTo(new DueSchedules(List.of(), again.nextAt()));
        passSeconds(5);
        assertThat(other().due(9).due()).containsExactly(again);
    }

    @Rule(
            id = "DUE-06",
            says = "A schedule that was moved on is due at its new instant, and at the old one no more.",
            intent = "Every instant counts once.")
    void movedOn() {
        StoredSchedule schedule = schedule("a", 0);
        add(schedule);
        for (int round = 0; round < 5; round++) {
            StoredSchedule next = moved(schedule, now().plusSeconds(60));
            assertThat(write(store(round), schedule, next)).isTrue();
            assertThat(store().due(9)).isEqualTo(new DueSchedules(List.of(), next.nextAt()));
            pass(seconds(60));
            assertThat(other().due(9)).isEqualTo(new DueSchedules(List.of(next), null));
            schedule = next;
        }
    }

    @Rule(id = "DUE-07", says = "A schedule may be due in a thousand years.", intent = "Some people think ahead.")
    void farAhead() {
        StoredSchedule schedule =
                schedule("a", seconds(1).multipliedBy(86_400L * 365_000).toSeconds());
        add(schedule);

        assertThat(other().due(1)).isEqualTo(new DueSchedules(List.of(), schedule.nextAt()));
        assertThat(other().find(List.of("a"))).containsValue(schedule);
    }

    @Rule(
            id = "DUE-08",
            says = "Whoever watches is told of a schedule, by whichever client, that is due before all others.",
            intent = "Schedulers sleep until the next instant, without polling.")
    void sooner() {
        Signals mine = signals(store());
        Signals theirs = signals(other());

        for (int seconds = 100; seconds > 90; seconds--) {
            write(store(seconds), null, schedule("due in " + seconds, seconds));
            mine.await();
            theirs.await();
        }
    }

    @Rule(
            id = "DUE-09",
            says = "Whoever watches is told, too, if a schedule that is there already becomes due before all others.",
            intent = "Schedules are changed and resumed.")
    void soonerByChange() {
        StoredSchedule resting = paused(schedule("resting", 1), true);
        StoredSchedule late = schedule("late", 1_000);
        add(resting, late);
        Signals signals = signals(other());

        StoredSchedule earlier = moved(late, now().plusSeconds(500));
        write(store(), late, earlier);
        signals.await();
        write(store(), resting, paused(resting, false));
        signals.await();
    }

    @Rule(
            id = "DUE-10",
            says = "Whoever hears of it finds it written.",
            intent = "A scheduler that is woken looks, once.")
    void heardWhenWritten() throws InterruptedException {
        Semaphore heard = new Semaphore(0);
        other().watch(heard::release);
        for (int round = 0; round < 20; round++) {
            Instant at = now().plusSeconds(100 - round);
            heard.drainPermits();
            ScheduleWrite write = write(null, schedule("schedule " + round, at), Effects.NONE);
            List<Instant> found = Race.between(
                    () -> {
                        store().write(List.of(write));
                        return at;
                    },
                    () -> {
                        assertThat(heard.tryAcquire(ENOUGH_SECONDS, TimeUnit.SECONDS))
                                .as("signal")
                                .isTrue();
                        return other().due(1).nextAt();
                    });
            assertThat(found).containsExactly(at, at);
        }
    }

    @Rule(
            id = "DUE-11",
            says = "A watch that was closed hears nothing any more, and the others go on.",
            intent = "Schedulers come and go.")
    void watchesEnd() {
        List<String> heard = new ArrayList<>();
        ScheduleStore.Watch ended = store().watch(() -> heard.add("signal"));
        Signals signals = signals(store());
        ended.close();
        ended.close();

        add(schedule("a", 1));

        signals.await();
        assertThat(heard).isEmpty();
    }

    private Signals signals(ScheduleStore store) {
        Signals signals = new Signals();
        store.watch(signals.heard::release);
        return signals;
    }

    /** Counts signals. */
    private final class Signals {

        private final Semaphore heard = new Semaphore(0);

        /** Waits for a signal, which must come. */
        void await() {
            try {
                assertThat(heard.tryAcquire(storage().patience().toMillis(), TimeUnit.MILLISECONDS))
                        .as("a signal")
                        .isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for a signal", e);
            }
        }
    }
}
