package io.alsek.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.scheduling.support.CronExpression;

/**
 * Random expressions, zones and years: the instants are those of Spring, but where docs/schedules.md says otherwise.
 * For more of them: {@code -Dalsek.cron.expressions=100000 -Dalsek.cron.seed=7}.
 */
class CronAgainstSpringTest {

    private static final int EXPRESSIONS = Integer.getInteger("alsek.cron.expressions", 6_000);
    private static final long SEED = Long.getLong("alsek.cron.seed", 42);
    private static final int RUNS = 12;
    private static final Duration NEAR = Duration.ofDays(2);

    private static final List<String> ZONES = List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()));

    private final Random random = new Random(SEED);
    private final RandomCron expressions = new RandomCron(random);

    @Test
    void farFromAnyChangeOfClocksBothSayTheSame() {
        int compared = 0;
        for (int i = 0; i < EXPRESSIONS; i++) {
            String expression = expressions.next();
            ZoneId zone = randomZone();
            Instant from = Instant.ofEpochSecond(random.nextLong(-2_500_000_000L, 5_000_000_000L)); // 1890 to 2128
            Cron ours = possible(expression, zone);
            if (ours == null) {
                continue;
            }
            CronExpression theirs = CronExpression.parse(expression);
            for (int run = 0; run < RUNS; run++) {
                Instant next = ours.nextAfter(from).orElseThrow();
                if (changes(zone, from.minus(NEAR), next.plus(NEAR))) {
                    break;
                }
                assertThat(next.atZone(zone))
                        .as("%s after %s", ours, from.atZone(zone))
                        .isEqualTo(theirs.next(from.atZone(zone)));
                compared++;
                from = next;
            }
        }
        assertThat(compared).isGreaterThan(EXPRESSIONS * RUNS / 3);
    }

    @Test
    void aroundChangesOfClocksOursFollowsFromSpringsOnAWallClock() {
        int compared = 0;
        for (int i = 0; i < EXPRESSIONS / 10; i++) {
            String expression = expressions.nextOfMinutes();
            ZoneId zone = randomZone();
            Instant sometime = Instant.ofEpochSecond(random.nextLong(-2_000_000_000L, 4_000_000_000L));
            ZoneOffsetTransition change = zone.getRules().nextTransition(sometime);
            Cron ours = possible(expression, zone);
            if (ours == null || change == null) {
                continue;
            }
            Instant from = change.getInstant().minusSeconds(random.nextInt(10_000));
            for (int run = 0; run < RUNS; run++) {
                Instant next = ours.nextAfter(from).orElseThrow();
                if (next.isAfter(change.getInstant().plus(NEAR))) {
                    break;
                }
                assertThat(next.atZone(zone))
                        .as("%s after %s", ours, from.atZone(zone))
                        .isEqualTo(byTheRule(expression, zone, from).atZone(zone));
                compared++;
                from = next;
            }
        }
        assertThat(compared).isGreaterThan(EXPRESSIONS / 10);
    }

    /** All wall times nearby that Spring finds without a zone, turned into instants in the way that we document. */
    private static Instant byTheRule(String expression, ZoneId zone, Instant from) {
        CronExpression wall = CronExpression.parse(expression);
        boolean everyHour = countsTime(wall);
        TreeSet<Instant> instants = new TreeSet<>();
        LocalDateTime time = LocalDateTime.ofInstant(from, zone).minusHours(26);
        LocalDateTime end = LocalDateTime.ofInstant(from, zone).plus(NEAR).plusDays(2);
        for (time = wall.next(time); time != null && time.isBefore(end); time = wall.next(time)) {
            instants.addAll(instantsOf(time, zone.getRules(), everyHour));
        }
        Instant next = instants.higher(from);
        return next == null ? Instant.MAX : next;
    }

    private static boolean countsTime(CronExpression wall) {
        boolean[] hours = new boolean[24];
        LocalDateTime time = wall.next(LocalDateTime.of(2000, 1, 1, 0, 0).minusSeconds(1));
        LocalDateTime end = time == null ? null : time.toLocalDate().plusDays(1).atStartOfDay();
        for (;
                time != null && time.isBefore(end);
                time = wall.next(time.withMinute(59).withSecond(59))) {
            hours[time.getHour()] = true;
        }
        for (boolean hour : hours) {
            if (!hour) {
                return false;
            }
        }
        return true;
    }

    private static List<Instant> instantsOf(LocalDateTime time, ZoneRules rules, boolean everyHour) {
        List<Instant> instants = new ArrayList<>();
        rules.getValidOffsets(time).forEach(offset -> instants.add(time.toInstant(offset)));
        if (everyHour) {
            return instants;
        }
        return instants.isEmpty()
                ? List.of(rules.getTransition(time).getInstant())
                : List.of(instants.get(0)); // the earlier offset, that is the first time
    }

    private ZoneId randomZone() {
        return ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    }

    private static @Nullable Cron possible(String expression, ZoneId zone) {
        try {
            return Cron.of(expression).in(zone);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("never happens");
            return null;
        }
    }

    private static boolean changes(ZoneId zone, Instant from, Instant to) {
        ZoneOffsetTransition change = zone.getRules().nextTransition(from);
        return change != null && change.getInstant().isBefore(to);
    }

    @Nested
    class Differences {

        @ParameterizedTest
        @CsvSource({
            // what falls into a gap: we run it at the end of the gap, Spring not at all
            "0 30 2 * * *, 2031-03-30T00:00+01:00, 2031-03-30T03:00+02:00, 2031-03-31T02:30+02:00",
            // what falls into a repeated hour: we run it once, Spring twice
            "0 30 2 * * *, 2031-10-26T02:30+02:00, 2031-10-27T02:30+01:00, 2031-10-26T02:30+01:00",
            // the weekday nearest to a day, where that lies in a later week of a short month: Spring passes over some
            "0 0 9 30W 6 *, 2019-01-01T00:00+01:00, 2019-06-28T09:00+02:00, 2020-06-30T09:00+02:00",
        })
        void areTheseOnly(String expression, ZonedDateTime after, ZonedDateTime ours, ZonedDateTime theirs) {
            ZoneId berlin = ZoneId.of("Europe/Berlin");

            assertThat(Cron.of(expression).in(berlin).nextAfter(after.toInstant()))
                    .contains(ours.toInstant());
            assertThat(CronExpression.parse(expression).next(after.withZoneSameInstant(berlin)))
                    .isEqualTo(theirs.withZoneSameInstant(berlin));
        }
    }
}
