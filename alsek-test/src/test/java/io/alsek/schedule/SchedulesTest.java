package io.alsek.schedule;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alsek.Alsek;
import io.alsek.broker.StoredResult;
import io.alsek.event.TaskStatus;
import io.alsek.message.Message;
import io.alsek.message.ScheduledRun;
import io.alsek.task.Task;
import io.alsek.task.TaskHooks;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What schedules do, on a clock that moves only when told to: a Tuesday, the first of January 2030. */
@AlsekTest
class SchedulesTest {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Task<@Nullable Void, Integer> HARVEST =
            Task.named("harvest").output(Integer.class).build();
    private static final Task<Integer, String> SHOW =
            Task.named("show").input(Integer.class).output(String.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final List<Message> ran = new ArrayList<>();

    SchedulesTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    @BeforeEach
    void addTheTasks() {
        harness.handle(HARVEST, (nothing, context) -> {
            ran.add(context.message());
            return ran.size();
        });
        harness.handle(SHOW, number -> "<" + number + ">");
    }

    private static Instant at(String time) {
        return Instant.parse("2030-01-" + time + "Z");
    }

    private List<Instant> startedAt() {
        return harness.executions().stream()
                .filter(each -> each.task().equals("harvest"))
                .map(each -> each.startedAt())
                .toList();
    }

    private static List<Instant> scheduledFor(List<Message> messages) {
        return messages.stream()
                .map(each -> ScheduledRun.of(each).orElseThrow().instant())
                .toList();
    }

    @Nested
    class Running {

        @Test
        void aTaskRunsAtTheInstantsOfItsTriggerNeitherEarlyNorLate() {
            alsek.schedule(HARVEST, Cron.of("0 */6 * * *"));

            harness.advance(Duration.ofDays(1));

            assertThat(startedAt())
                    .containsExactly(at("01T06:00:00"), at("01T12:00:00"), at("01T18:00:00"), at("02T00:00:00"));
        }

        @Test
        void anIntervalCountsFromWhenItWasScheduled() {
            harness.advance(Duration.ofSeconds(7));
            alsek.schedule(HARVEST, Interval.every(Duration.ofMinutes(10)));

            harness.advance(Duration.ofMinutes(30));

            assertThat(startedAt()).containsExactly(at("01T00:10:07"), at("01T00:20:07"), at("01T00:30:07"));
        }

        @Test
        void jitterDelaysEachRunByAPartOfIt() {
            Interval hourly = Interval.every(Duration.ofHours(1)).from(START).jitter(Duration.ofMinutes(30));
            alsek.schedule(HARVEST, hourly);
            List<Instant> announced = alsek.schedules().nextRuns("harvest", 20);

            harness.advance(Duration.ofHours(20).plusMinutes(30));

            assertThat(startedAt()).containsExactlyElementsOf(announced).isSorted();
            assertThat(scheduledFor(ran)).first().isEqualTo(at("01T01:00:00"));
            assertThat(startedAt())
                    .anySatisfy(run -> assertThat(run.getEpochSecond() % 3600).isBetween(60L, 1800L));
        }

        @Test
        void aSingleInstantHappensOnce() {
            ScheduledTask<Integer> scheduled = alsek.schedule(HARVEST, Once.at(at("02T03:04:05")));

            harness.advance(Duration.ofDays(10));

            assertThat(startedAt()).containsExactly(at("02T03:04:05"));
            assertThat(scheduled.nextRuns(3)).isEmpty();
            assertThat(scheduled.isScheduled()).isTrue();
        }

        @Test
        void nothingRunsBeforeTheStartOrAfterTheEnd() {
            alsek.schedule(
                    HARVEST,
                    Cron.of("@daily"),
                    options -> options.start(at("03T00:00:00")).end(at("05T00:00:00")));

            harness.advance(Duration.ofDays(20));

            assertThat(startedAt()).containsExactly(at("03T00:00:00"), at("04T00:00:00"), at("05T00:00:00"));
            assertThat(alsek.schedules().find("harvest").orElseThrow().nextRun())
                    .isEmpty();
        }

        @Test
        void aTaskCanHaveSeveralSchedules() {
            alsek.schedule(HARVEST, Cron.of("0 1 * * *"), options -> options.name("early"));
            alsek.schedule(HARVEST, Cron.of("0 23 * * *"), options -> options.name("late"));

            harness.advance(Duration.ofDays(1));

            assertThat(startedAt()).containsExactly(at("01T01:00:00"), at("01T23:00:00"));
            assertThat(alsek.schedules().list()).extracting(Schedule::name).containsExactly("early", "late");
        }

        @Test
        void messagesHaveTheOptionsThatTheScheduleHas() {
            alsek.schedule(
                    HARVEST,
                    Cron.of("@hourly"),
                    options -> options.message(
                            message -> message.queue("fields").priority(7).metadata("by", "the clock")));

            harness.advance(Duration.ofHours(1));

            assertThat(ran).singleElement().satisfies(message -> {
                assertThat(message.queue()).isEqualTo("fields");
                assertThat(message.priority()).isEqualTo(7);
                assertThat(message.settings().metadata()).containsEntry("by", "the clock");
                assertThat(message.timing().createdAt()).isEqualTo(at("01T01:00:00"));
                assertThat(ScheduledRun.of(message)).contains(new ScheduledRun("harvest", at("01T01:00:00")));
            });
        }

        @Test
        void aScheduleDoesNotKeepAnybodyBusy() {
            alsek.schedule(HARVEST, Cron.of("* * * * * *"));

            assertThat(harness.runUntilIdle().stopReason()).isEqualTo(StopReason.IDLE);
            assertThat(ran).isEmpty();
        }

        @Test
        void itsHookIsToldOfEverySubmission() {
            List<String> told = new ArrayList<>();
            Task<@Nullable Void, @Nullable Void> task = Task.named("watched")
                    .hooks(new TaskHooks<@Nullable Void>() {
                        @Override
                        public void onSubmit(Message message) {
                            told.add(message.id());
                        }
                    })
                    .build();
            alsek.schedule(task, Cron.of("@hourly"));

            harness.advance(Duration.ofHours(2));

            assertThat(told).containsExactly("watched@2030-01-01T01:00:00Z", "watched@2030-01-01T02:00:00Z");
        }
    }

    @Nested
    class Messages {

        @Test
        void theFirstKeepsTheIdOfTheMessageThatScheduledAndIsTheProgenitorOfTheOthers() {
            ScheduledTask<Integer> scheduled = alsek.schedule(
                    HARVEST, Cron.of("@hourly"), options -> options.message(message -> message.id("the first")));

            harness.advance(Duration.ofHours(3));

            assertThat(scheduled.first().id()).isEqualTo("the first");
            assertThat(ran)
                    .extracting(Message::id)
                    .containsExactly("the first", "harvest@2030-01-01T02:00:00Z", "harvest@2030-01-01T03:00:00Z");
            assertThat(ran)
                    .extracting(message -> message.lineage().progenitorId())
                    .containsExactly(null, "the first", "the first");
        }

        @Test
        void idsFollowFromNameAndInstant() {
            ScheduledTask<Integer> scheduled = alsek.schedule(HARVEST, Cron.of("@hourly"));

            harness.advance(Duration.ofHours(2));

            assertThat(scheduled.first().id()).isEqualTo("harvest@2030-01-01T01:00:00Z");
            assertThat(ran)
                    .extracting(Message::id)
                    .containsExactly("harvest@2030-01-01T01:00:00Z", "harvest@2030-01-01T02:00:00Z");
        }

        @Test
        void theFirstCanBeWaitedForAndItsDescendantsAreAllTheOthers() throws Exception {
            ScheduledTask<Integer> scheduled = alsek.schedule(HARVEST, Cron.of("@hourly"));
            alsek.schedule(HARVEST, Cron.of("@hourly"), options -> options.name("harvest@2030-01-01T00:30:00Z"));
            assertThat(scheduled.first().status()).isEqualTo(TaskStatus.UNKNOWN);

            harness.advance(Duration.ofHours(3));

            assertThat(scheduled.first().await(Duration.ZERO)).isEqualTo(1);
            assertThat(alsek.results().withDescendants(scheduled.first().message()))
                    .extracting(StoredResult::id)
                    .containsExactly(
                            "harvest@2030-01-01T01:00:00Z",
                            "harvest@2030-01-01T02:00:00Z",
                            "harvest@2030-01-01T03:00:00Z");
            assertThat(alsek.results().deleteWithDescendants(scheduled.first().message()))
                    .isEqualTo(3);
        }

        @Test
        void callbacksFollowEveryRun() {
            ScheduledTask<Integer> scheduled = alsek.schedule(
                    HARVEST,
                    Cron.of("@hourly"),
                    options -> options.message(message -> message.callback(alsek.generateFromPrevious(SHOW))));
            String firstCallback = scheduled.first().message().descendantIds().get(0);

            harness.advance(Duration.ofHours(2));

            assertThat(alsek.results().withDescendants(scheduled.first().message()))
                    .extracting(StoredResult::id, StoredResult::value)
                    .containsExactly(
                            tuple("harvest@2030-01-01T01:00:00Z", 1),
                            tuple(firstCallback, "<1>"),
                            tuple("harvest@2030-01-01T02:00:00Z", 2),
                            tuple("harvest@2030-01-01T02:00:00Z/1", "<2>"));
        }

        @Test
        void aRunIsTrackedIfTheTaskIs() {
            Task<@Nullable Void, @Nullable Void> tracked =
                    Task.named("tracked").trackStatus().build();
            harness.handle(tracked, nothing -> null);
            ScheduledTask<@Nullable Void> scheduled = alsek.schedule(tracked, Cron.of("@hourly"));

            harness.clock().advance(Duration.ofHours(1));
            assertThat(scheduled.first().status()).isEqualTo(TaskStatus.SUBMITTED);
            harness.drain();
            assertThat(scheduled.first().status()).isEqualTo(TaskStatus.SUCCEEDED);
        }
    }

    @Nested
    class Handling {

        @Test
        void aPausedScheduleSubmitsNothingAndWhatItMissesIsLeftOut() {
            ScheduledTask<Integer> scheduled =
                    alsek.schedule(HARVEST, Cron.of("@hourly"), options -> options.missed(MissedRuns.all(10)));

            harness.advance(Duration.ofHours(1));
            assertThat(scheduled.pause()).isTrue();
            assertThat(scheduled.pause()).isFalse();
            harness.advance(Duration.ofHours(5));
            assertThat(alsek.schedules().find("harvest").orElseThrow().isPaused())
                    .isTrue();
            assertThat(scheduled.resume()).isTrue();
            assertThat(scheduled.resume()).isFalse();
            harness.advance(Duration.ofHours(1));

            assertThat(scheduledFor(ran)).containsExactly(at("01T01:00:00"), at("01T07:00:00"));
        }

        @Test
        void aClearedScheduleIsGoneAndItsNameFree() {
            ScheduledTask<Integer> scheduled = alsek.schedule(HARVEST, Cron.of("@hourly"));
            harness.advance(Duration.ofHours(1));

            scheduled.clear();
            harness.advance(Duration.ofHours(1));

            assertThat(scheduled.isScheduled()).isFalse();
            assertThat(ran).hasSize(1);
            alsek.schedule(HARVEST, Cron.of("@hourly"));
            harness.advance(Duration.ofHours(1));
            assertThat(ran).hasSize(2);
        }

        @Test
        void itsNextRunsCanBeAskedFor() {
            alsek.schedule(HARVEST, Cron.of("0 9 * * MON-FRI").in("Asia/Tokyo"));

            assertThat(alsek.schedules().nextRuns("harvest", 4))
                    .containsExactly(at("02T00:00:00"), at("03T00:00:00"), at("04T00:00:00"), at("07T00:00:00"));
            assertThat(alsek.schedules().timeToNextRun("harvest")).contains(Duration.ofDays(1));
        }

        @Test
        void itCanBeLookedUp() {
            alsek.schedule(
                    HARVEST,
                    Cron.of("@hourly"),
                    options -> options.end(at("09T00:00:00")).missed(MissedRuns.skip()));
            harness.advance(Duration.ofHours(2));

            Schedule found = alsek.schedules().find("harvest").orElseThrow();

            assertThat(found)
                    .hasToString("harvest (@hourly in UTC, next 2030-01-01T03:00:00Z)")
                    .isEqualTo(alsek.schedules().list().get(0));
            assertThat(found.task()).isEqualTo("harvest");
            assertThat(found.queue()).isEqualTo(Task.DEFAULT_QUEUE);
            assertThat(found.trigger()).isEqualTo(Cron.of("@hourly"));
            assertThat(found.start()).isEmpty();
            assertThat(found.end()).contains(at("09T00:00:00"));
            assertThat(found.missedRuns()).isEqualTo(MissedRuns.skip());
            assertThat(found.lastRun()).contains(at("01T02:00:00"));
            assertThat(found.runs()).isEqualTo(2);
            assertThat(alsek.schedules().find("another")).isEmpty();
        }

        @Test
        void aSchedulerThatIsStoppedLeavesItToOthersAndCanStartAgain() {
            alsek.schedule(HARVEST, Cron.of("@hourly"));
            assertThat(alsek.schedules().isWorking()).isTrue();

            alsek.schedules().stop();
            harness.advance(Duration.ofHours(3));
            assertThat(ran).isEmpty();

            alsek.schedules().start();
            harness.drain();
            assertThat(scheduledFor(ran)).containsExactly(at("01T03:00:00"));
        }
    }
}
