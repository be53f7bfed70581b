package io.alsek.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be scheduled: it is said why, and nothing is stored. */
@AlsekTest
class ScheduleMistakesTest {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Task<@Nullable Void, Integer> HARVEST =
            Task.named("harvest").output(Integer.class).build();
    private static final Task<Integer, String> SHOW =
            Task.named("show").input(Integer.class).output(String.class).build();

    private final Alsek alsek;

    ScheduleMistakesTest(Alsek alsek) {
        this.alsek = alsek;
    }

    @Test
    void theSameNameTwiceInOneProcessIsOne() {
        alsek.schedule(HARVEST, Cron.of("@hourly"));

        assertThatIllegalStateException()
                .isThrownBy(() -> alsek.schedule(HARVEST, Cron.of("@daily")))
                .withMessage("The schedule \"harvest\" was made by this process already; clear it first, or give one"
                        + " of the two another name");
        assertThat(alsek.schedules().list()).extracting(Schedule::trigger).containsExactly(Cron.of("@hourly"));
    }

    @Test
    void aTaskThatTakesAnInputIsOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.schedules().add(SHOW, Cron.of("@hourly"), options -> {}))
                .withMessage("Task[show] takes a java.lang.Integer as its input, but a trigger has none to give;"
                        + " schedule a task without input, which may submit this one");
        assertThat(alsek.schedules().list()).isEmpty();
    }

    static Stream<Trigger> triggersThatAreOver() {
        return Stream.of(Once.at(START.minusMillis(1)), Cron.of("@daily"), Interval.every(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @MethodSource("triggersThatAreOver")
    void aTriggerWithoutAnyInstantLeftIsOne(Trigger trigger) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> alsek.schedule(HARVEST, trigger, options -> options.end(START.plus(Duration.ofHours(1)))))
                .withMessageContaining("The schedule \"harvest\" would never run: " + trigger + " has no instant")
                .withMessageContaining("Choose a later one, or submit the task without a trigger");
        assertThat(alsek.schedules().list()).isEmpty();
        alsek.schedule(HARVEST, Cron.of("@daily")); // nothing was half done
    }

    static Stream<Consumer<SubmitOptions>> contradictions() {
        return Stream.of(message -> message.delay(Duration.ofSeconds(1)), message -> message.readyAt(START));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void aDelayBesidesTheTriggerIsOne(Consumer<SubmitOptions> contradiction) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> alsek.schedule(HARVEST, Cron.of("@hourly"), options -> options.message(contradiction)))
                .withMessageContaining("The schedule \"harvest\" says by its trigger when it runs");
    }

    @Test
    void aNameThatIsEmptyOrTooLongIsOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.schedule(HARVEST, Cron.of("@hourly"), options -> options.name(" ")))
                .withMessage("The schedule name must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.schedule(HARVEST, Cron.of("@hourly"), options -> options.name("x".repeat(151))))
                .withMessageContaining("has 151 characters, but at most 150 are allowed");
    }

    @Test
    void askingForAScheduleThatIsNotThereIsOne() {
        Schedules schedules = alsek.schedules();
        for (Runnable mistake : List.<Runnable>of(
                () -> schedules.pause("harvest"),
                () -> schedules.resume("harvest"),
                () -> schedules.clear("harvest"),
                () -> schedules.nextRuns("harvest", 1),
                () -> schedules.timeToNextRun("harvest"))) {
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(mistake::run)
                    .withMessage("There is no schedule \"harvest\"; list() tells those that there are");
        }
    }

    @Test
    void makingUpForNoneOrTooManyIsOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> MissedRuns.all(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MissedRuns.all(1_001))
                .withMessageContaining("must be 1 to 1000, but is 1001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MissedRuns.once().within(Duration.ZERO))
                .withMessageContaining("must be positive, but is PT0S");
    }
}
