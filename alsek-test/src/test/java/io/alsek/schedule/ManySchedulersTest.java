package io.alsek.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.broker.Envelope;
import io.alsek.message.Message;
import io.alsek.message.ScheduledRun;
import io.alsek.schedule.SchedulerRig.Blow;
import io.alsek.schedule.SchedulerRig.Host;
import io.alsek.spi.Page;
import io.alsek.spi.StoredMessage;
import io.alsek.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes have schedulers: each run is submitted exactly once, whoever dies whenever. */
class ManySchedulersTest {

    private static final List<Blow> BLOWS = List.of(Blow.values());

    private static final Task<@Nullable Void, @Nullable Void> TICK =
            Task.named("tick").queue("ticks").build();

    private final SchedulerRig rig = new SchedulerRig();

    /** Everything that was ever submitted, since nobody works here. */
    private List<Message> submitted() {
        List<Message> messages = new ArrayList<>();
        @Nullable String from = null;
        do {
            Page<StoredMessage> page = rig.backend().administration().browse("ticks", from, 500);
            page.elements().forEach(each -> messages.add(Envelope.unpack(each)));
            from = page.next();
        } while (from != null);
        return messages;
    }

    private static List<Instant> instants(List<Message> messages) {
        return messages.stream()
                .map(each -> ScheduledRun.of(each).orElseThrow().instant())
                .toList();
    }

    @Test
    void theSameScheduleFromSeveralProcessesIsOne() {
        Host one = rig.process(() -> Blow.NONE);
        rig.clock.advance(Duration.ofSeconds(10));
        Host other = rig.process(() -> Blow.NONE);
        Interval minutely = Interval.every(Duration.ofMinutes(1));

        ScheduledTask<@Nullable Void> first = one.alsek.schedule(TICK, minutely);
        rig.clock.advance(Duration.ofSeconds(30));
        ScheduledTask<@Nullable Void> second = other.alsek.schedule(TICK, minutely);
        rig.clock.advance(Duration.ofMinutes(3));

        assertThat(second.first().id()).isEqualTo(first.first().id());
        assertThat(submitted()).hasSize(3);
        assertThat(submitted().get(0).id()).isEqualTo(first.first().id());
    }

    @Test
    void aChangedDefinitionCountsFromNowOn() {
        Host old = rig.process(() -> Blow.NONE);
        ScheduledTask<@Nullable Void> before = old.alsek.schedule(TICK, Cron.of("0 * * * *"));
        rig.clock.advance(Duration.ofMinutes(90));
        old.alsek.close();

        Host renewed = rig.process(() -> Blow.NONE);
        ScheduledTask<@Nullable Void> after = renewed.alsek.schedule(TICK, Cron.of("*/20 * * * *"));
        rig.clock.advance(Duration.ofMinutes(30));

        assertThat(instants(submitted()))
                .containsExactly(
                        Instant.parse("2030-01-01T01:00:00Z"),
                        Instant.parse("2030-01-01T01:40:00Z"),
                        Instant.parse("2030-01-01T02:00:00Z"));
        assertThat(after.first().id()).isEqualTo(before.first().id());
        assertThat(renewed.alsek.schedules().find("tick").orElseThrow().runs()).isEqualTo(3);
    }

    @Test
    void aPauseOutlivesChangesAndProcesses() {
        Host old = rig.process(() -> Blow.NONE);
        old.alsek.schedule(TICK, Cron.of("@hourly")).pause();
        old.alsek.close();

        Host renewed = rig.process(() -> Blow.NONE);
        renewed.alsek.schedule(TICK, Cron.of("* * * * *"));
        rig.clock.advance(Duration.ofHours(2));

        assertThat(submitted()).isEmpty();
    }

    @Test
    void aProcessThatDoesNotKnowTheTaskFiresItAllTheSame() {
        Host producer = rig.process(() -> Blow.NONE);
        producer.alsek.schedule(TICK, Cron.of("@hourly"));
        producer.alsek.close();

        rig.process(() -> Blow.NONE).alsek.schedules().start();
        rig.clock.advance(Duration.ofHours(2));

        assertThat(submitted()).hasSize(2);
    }

    @Test
    void aScheduleMadeElsewhereIsNoticedAtOnce() {
        Host sleeping = rig.process(() -> Blow.NONE);
        sleeping.alsek.schedules().start();
        rig.clock.advance(Duration.ofSeconds(1));
        Host producer = rig.process(() -> Blow.NONE);

        producer.alsek.schedule(TICK, Interval.every(Duration.ofSeconds(5)));
        producer.alsek.schedules().stop();
        rig.clock.advance(Duration.ofSeconds(5));

        assertThat(submitted()).hasSize(1);
        assertThat(submitted().get(0).timing().createdAt()).isEqualTo(rig.clock.instant());
    }

    @ParameterizedTest
    @EnumSource(Blow.class)
    void aSchedulerThatIsStruckLeavesNothingUndoneAndNothingDoneTwice(Blow blow) {
        Blow[] next = {Blow.NONE};
        Host struck = rig.process(() -> {
            Blow now = next[0];
            next[0] = Blow.NONE;
            return now;
        });
        struck.alsek.schedule(TICK, Cron.of("@hourly"));
        rig.process(() -> Blow.NONE).alsek.schedules().start();
        rig.clock.advance(Duration.ofMinutes(59));

        next[0] = blow; // strikes the first run, which both schedulers try to submit
        rig.clock.advance(Duration.ofMinutes(62));

        assertThat(next[0]).as("it was struck").isEqualTo(Blow.NONE);
        assertThat(instants(submitted()))
                .containsExactly(Instant.parse("2030-01-01T01:00:00Z"), Instant.parse("2030-01-01T02:00:00Z"));
        assertThat(struck.isDead()).isEqualTo(blow == Blow.DEATH_BEFORE || blow == Blow.DEATH_AFTER);
    }

    /** Three schedulers, each of which is struck by every fifth write or so; the dead are replaced. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void underManyBlowsEachOfAThousandRunsIsSubmittedOnce(long seed) {
        Random random = new Random(seed);
        SchedulerRig.Fate fate = () -> random.nextInt(5) == 0 ? BLOWS.get(random.nextInt(BLOWS.size())) : Blow.NONE;
        List<Interval> intervals = new ArrayList<>();
        Alsek producer = rig.process(() -> Blow.NONE).alsek;
        for (int i = 0; i < 10; i++) {
            Interval interval = Interval.every(Duration.ofMillis(random.nextInt(20_000, 60_000)))
                    .from(rig.clock.instant())
                    .jitter(Duration.ofMillis(random.nextInt(5_000)));
            intervals.add(interval);
            producer.schedule(
                    TICK,
                    interval,
                    options -> options.name("tick" + intervals.size()).missed(MissedRuns.all(100)));
        }
        producer.close();
        Instant start = rig.clock.instant();
        Instant end = start.plus(Duration.ofHours(1));
        List<Host> processes = new ArrayList<>();
        while (rig.clock.instant().isBefore(end)) {
            processes.removeIf(Host::isDead);
            while (processes.size() < 3) {
                Host process = rig.process(fate);
                process.alsek.schedules().start();
                processes.add(process);
            }
            rig.clock.advance(Duration.ofMillis(random.nextInt(10_000)));
        }
        rig.process(() -> Blow.NONE).alsek.schedules().start(); // in case all of them died last
        rig.clock.advance(Duration.ZERO);

        assertThat(submitted()).extracting(Message::id).containsExactlyInAnyOrderElementsOf(expected(intervals, start));
        assertThat(submitted()).hasSizeGreaterThan(800);
    }

    private Set<String> expected(List<Interval> intervals, Instant start) {
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < intervals.size(); i++) {
            String name = "tick" + (i + 1);
            Timetable times = new Timetable(name, intervals.get(i), null, null);
            Instant run = times.nextAfter(start).orElseThrow();
            while (!times.dueAt(run).isAfter(rig.clock.instant())) {
                ids.add(new ScheduledRun(name, run).id());
                run = times.nextAfter(run).orElseThrow();
            }
        }
        return ids;
    }
}
