package io.alsek.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.message.ScheduledRun;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No scheduler was at work while runs were due. */
@AlsekTest
class MissedRunsTest {

    private static final Task<@Nullable Void, @Nullable Void> HARVEST =
            Task.named("harvest").build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final List<Instant> ran = new ArrayList<>();

    MissedRunsTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    @BeforeEach
    void addTheTask() {
        harness.handle(HARVEST, (nothing, context) -> {
            ran.add(ScheduledRun.of(context.message()).orElseThrow().instant());
            return null;
        });
    }

    private static Instant at(String time) {
        return Instant.parse("2030-01-" + time + "Z");
    }

    /** Runs at one o'clock, is away until a while after a full hour, and works on for two hours. */
    private void missUntil(String time, Trigger trigger, MissedRuns rule) {
        alsek.schedule(HARVEST, trigger, options -> options.missed(rule));
        harness.advance(Duration.ofHours(1));
        alsek.schedules().stop();
        harness.advanceTo(at(time));
        alsek.schedules().start();
        harness.advance(Duration.ofHours(2));
    }

    @Test
    void theLatestIsMadeUpForUnlessToldOtherwise() {
        missUntil("01T05:30:00", Cron.of("@hourly"), new ScheduleOptions().missed());

        assertThat(ran).containsExactly(at("01T01:00:00"), at("01T05:00:00"), at("01T06:00:00"), at("01T07:00:00"));
    }

    @Test
    void noneIsMadeUpForIfTheyAreSkipped() {
        missUntil("01T05:30:00", Cron.of("@hourly"), MissedRuns.skip());

        assertThat(ran).containsExactly(at("01T01:00:00"), at("01T06:00:00"), at("01T07:00:00"));
    }

    @Test
    void aMinuteIsNotLateEnoughToBeSkipped() {
        missUntil("01T05:01:00", Cron.of("@hourly"), MissedRuns.skip());

        assertThat(ran).containsExactly(at("01T01:00:00"), at("01T05:00:00"), at("01T06:00:00"), at("01T07:00:00"));
    }

    @Test
    void allAreMadeUpForInOrder() {
        missUntil("01T05:30:00", Cron.of("@hourly"), MissedRuns.all(100));

        assertThat(ran)
                .containsExactly(
                        at("01T01:00:00"),
                        at("01T02:00:00"),
                        at("01T03:00:00"),
                        at("01T04:00:00"),
                        at("01T05:00:00"),
                        at("01T06:00:00"),
                        at("01T07:00:00"));
    }

    @Test
    void noMoreThanTheBoundAreMadeUpFor() {
        missUntil("20T05:30:00", Cron.of("@hourly"), MissedRuns.all(3));

        assertThat(ran)
                .containsExactly(
                        at("01T01:00:00"),
                        at("20T03:00:00"),
                        at("20T04:00:00"),
                        at("20T05:00:00"),
                        at("20T06:00:00"),
                        at("20T07:00:00"));
    }

    @Test
    void whatIsTooLateIsNotMadeUpFor() {
        missUntil("01T05:30:00", Cron.of("@hourly"), MissedRuns.all(9).within(Duration.ofHours(2)));

        assertThat(ran)
                .containsExactly(
                        at("01T01:00:00"), at("01T04:00:00"), at("01T05:00:00"), at("01T06:00:00"), at("01T07:00:00"));
    }

    @Test
    void aSingleInstantThatWasMissedIsMadeUpFor() {
        missUntil("03T00:00:00", Once.at(at("02T00:00:00")), MissedRuns.once());

        assertThat(ran).containsExactly(at("02T00:00:00"));
    }

    @Test
    void aSingleInstantThatIsSkippedIsOver() {
        missUntil("03T00:00:00", Once.at(at("02T00:00:00")), MissedRuns.skip());

        assertThat(ran).isEmpty();
        assertThat(alsek.schedules().find("harvest").orElseThrow().nextRun()).isEmpty();
    }

    @Test
    void anIntervalStaysOnItsGridThroughYearsOfAbsence() {
        alsek.schedule(HARVEST, Interval.every(Duration.ofSeconds(7)));
        alsek.schedules().stop();
        harness.clock().advance(Duration.ofDays(3_650).plusSeconds(1)); // 45,051,428 intervals and 5 seconds
        alsek.schedules().start();

        harness.advance(Duration.ofSeconds(2));

        Instant now = harness.clock().instant();
        assertThat(ran).containsExactly(now.minusSeconds(7), now);
    }
}
