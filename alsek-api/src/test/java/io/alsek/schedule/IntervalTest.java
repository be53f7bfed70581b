package io.alsek.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Duration TEN = Duration.ofMinutes(10);

    @Test
    void withoutAnAnchorTheNextRunIsOneIntervalLater() {
        assertThat(Interval.every(TEN).nextAfter(NOON.plusMillis(7)))
                .contains(NOON.plus(TEN).plusMillis(7));
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-01T12:00:00Z, 2030-01-01T12:03:00Z",
        "2030-01-01T12:03:00Z, 2030-01-01T12:13:00Z",
        "2030-01-01T12:12:59.999Z, 2030-01-01T12:13:00Z",
        "2029-12-31T23:53:00Z, 2030-01-01T00:03:00Z"
    })
    void anAnchorGivesTheGridInBothDirections(Instant after, Instant next) {
        Interval interval = Interval.every(TEN).from(NOON.plus(Duration.ofMinutes(3)));

        assertThat(interval.nextAfter(after)).contains(next);
    }

    @Test
    void aBillionIntervalsLaterItIsStillOnTheGrid() {
        Interval interval = Interval.every(Duration.ofMillis(7)).from(NOON);

        assertThat(interval.nextAfter(NOON.plus(Duration.ofMillis(7_000_000_001L))))
                .contains(NOON.plus(Duration.ofMillis(7_000_000_007L)));
    }

    @Test
    void jitterFollowsFromNameAndInstantAndSpreads() {
        Interval interval = Interval.every(TEN).jitter(Duration.ofSeconds(59));
        Set<Duration> delays = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            Duration delay = interval.delayOf("schedule " + i, NOON);
            assertThat(delay).isBetween(Duration.ZERO, Duration.ofSeconds(59));
            assertThat(interval.delayOf("schedule " + i, NOON)).isEqualTo(delay);
            delays.add(delay);
        }

        assertThat(delays).hasSizeGreaterThan(900);
        assertThat(interval.delayOf("schedule", NOON)).isNotEqualTo(interval.delayOf("schedule", NOON.plus(TEN)));
        assertThat(Interval.every(TEN).delayOf("schedule", NOON)).isZero();
    }

    @Test
    void anIntervalIsALengthOfTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interval.every(Duration.ZERO))
                .withMessageContaining("must be at least a millisecond, but is PT0S");
        assertThatIllegalArgumentException().isThrownBy(() -> Interval.every(Duration.ofNanos(999_999)));
        assertThatIllegalArgumentException().isThrownBy(() -> Interval.every(Duration.ofSeconds(-1)));
    }

    @Test
    void jitterIsShorterThanTheInterval() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interval.every(TEN).jitter(TEN))
                .withMessageContaining("shorter than its interval of PT10M")
                .withMessageContaining("overtake each other");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interval.every(TEN).jitter(Duration.ofMillis(-1)));
    }

    @Test
    void triggersSayInWordsWhenTheyRun() {
        assertThat(Interval.every(TEN)).hasToString("every PT10M");
        assertThat(Interval.every(TEN).from(Instant.EPOCH).jitter(Duration.ofSeconds(5)))
                .hasToString("every PT10M from 1970-01-01T00:00:00Z, delayed by up to PT5S");
        assertThat(Once.at(Instant.EPOCH)).hasToString("once at 1970-01-01T00:00:00Z");
        assertThat(Cron.of("0 3 * * MON").in("Europe/Berlin")).hasToString("0 3 * * MON in Europe/Berlin");
    }
}
