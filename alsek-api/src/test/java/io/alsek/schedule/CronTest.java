package io.alsek.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    /** A Tuesday. */
    private static final Instant NEW_YEAR = Instant.parse("2030-01-01T00:00:00Z");

    private static Instant next(String expression) {
        return Cron.of(expression).nextAfter(NEW_YEAR).orElseThrow();
    }

    private static List<String> runs(Cron cron, String after, int count) {
        List<String> runs = new ArrayList<>();
        Instant last = ZonedDateTime.parse(after).toInstant();
        for (int i = 0; i < count; i++) {
            last = cron.nextAfter(last).orElseThrow();
            runs.add(last.atZone(cron.zone()).toOffsetDateTime().toString());
        }
        return runs;
    }

    @Nested
    class Fields {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "* * * * *           | 2030-01-01T00:01:00Z",
                    "* * * * * *         | 2030-01-01T00:00:01Z",
                    "30 * * * *          | 2030-01-01T00:30:00Z",
                    "15 30 4 * * *       | 2030-01-01T04:30:15Z",
                    "0 3 * * *           | 2030-01-01T03:00:00Z",
                    "*/15 * * * *        | 2030-01-01T00:15:00Z",
                    "20/15 * * * *       | 2030-01-01T00:20:00Z",
                    "10-20/5 7 * * *     | 2030-01-01T07:10:00Z",
                    "5,50,7 * * * *      | 2030-01-01T00:05:00Z",
                    "0 9-17 * * MON-FRI  | 2030-01-01T09:00:00Z",
                    "0 0 13 * FRI        | 2030-09-13T00:00:00Z",
                    "0 0 29 2 *          | 2032-02-29T00:00:00Z",
                    "0 0 29 2 MON        | 2044-02-29T00:00:00Z",
                    "0 12 * AUG,feb SuN  | 2030-02-03T12:00:00Z",
                    "0 0 * * 0           | 2030-01-06T00:00:00Z",
                    "0 0 * * 7           | 2030-01-06T00:00:00Z",
                    "0 0 * * FRI-SUN     | 2030-01-04T00:00:00Z",
                    "0 0 * * SUN-MON     | 2030-01-06T00:00:00Z",
                    "0 0 ? * 3           | 2030-01-02T00:00:00Z",
                    "  0   3  * * *      | 2030-01-01T03:00:00Z",
                })
        void sayWhen(String expression, Instant next) {
            assertThat(next(expression)).isEqualTo(next);
        }

        @ParameterizedTest
        @CsvSource({
            "@yearly, 2031-01-01T00:00:00Z",
            "@annually, 2031-01-01T00:00:00Z",
            "@monthly, 2030-02-01T00:00:00Z",
            "@weekly, 2030-01-06T00:00:00Z",
            "@daily, 2030-01-02T00:00:00Z",
            "@Midnight, 2030-01-02T00:00:00Z",
            "@hourly, 2030-01-01T01:00:00Z"
        })
        void haveShortForms(String expression, Instant next) {
            assertThat(next(expression)).isEqualTo(next);
        }

        @Test
        void beginStrictlyAfterTheInstantGiven() {
            Cron cron = Cron.of("0 0 * * *");

            assertThat(cron.nextAfter(NEW_YEAR.minusMillis(1))).contains(NEW_YEAR);
            assertThat(cron.nextAfter(NEW_YEAR)).contains(NEW_YEAR.plus(Duration.ofDays(1)));
            assertThat(cron.nextAfter(NEW_YEAR.plusNanos(1))).contains(NEW_YEAR.plus(Duration.ofDays(1)));
        }
    }

    @Nested
    class Days {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "0 0 L * *       | 2030-01-31",
                    "0 0 L 2 *       | 2030-02-28",
                    "0 0 L-3 * *     | 2030-01-28",
                    "0 0 L-30 * *    | 2030-03-01", // which only months of 31 days have
                    "0 0 LW * *      | 2030-01-31",
                    "0 0 LW 3 *      | 2030-03-29", // the 31st is a Sunday
                    "0 0 5w * *      | 2030-01-04", // the 5th is a Saturday
                    "0 0 6W * *      | 2030-01-07", // the 6th is a Sunday
                    "0 0 1W 6 *      | 2030-06-03", // the 1st is a Saturday, and the 31st in another month
                    "0 0 31W 3 *     | 2030-03-29",
                    "0 0 31W 2-3 *   | 2030-03-29", // February has no 31st
                    "0 0 * * fril    | 2030-01-25",
                    "0 0 * * 5L      | 2030-01-25",
                    "0 0 * * 0L      | 2030-01-27",
                    "0 0 * * WED#1   | 2030-01-02",
                    "0 0 * * 2#5     | 2030-01-29",
                    "0 0 * * 1#5     | 2030-04-29", // the first month with five Mondays
                    "0 0 1,L * *     | 2030-01-31",
                    "0 0 1 * MONL,2  | 2030-10-01", // the first of a month, and a Tuesday or the last Monday
                })
        void areFoundInEachMonth(String expression, String day) {
            assertThat(next(expression)).isEqualTo(Instant.parse(day + "T00:00:00Z"));
        }
    }

    @Nested
    class Mistakes {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "60 * * * *      | field 1, the minute: 60 is not within 0 to 59",
                    "* 24 * * *      | field 2, the hour: 24 is not within 0 to 23",
                    "* * 0 * *       | field 3, the day of month: 0 is not within 1 to 31",
                    "* * 32 * *      | field 3, the day of month: 32 is not within",
                    "* * * 13 *      | field 4, the month: 13 is not within 1 to 12 or JAN to DEC",
                    "* * * * 8       | field 5, the day of week: 8 is not within 0 to 7 or SUN to SAT",
                    "61 * * * * *    | field 1, the second: 61 is not within 0 to 59",
                    "* * * FOO *     | field 4, the month: \"FOO\" is not understood; write 1 to 12 or JAN to DEC",
                    "x * * * *       | field 1, the minute: \"x\" is not understood",
                    "-5 * * * *      | field 1, the minute: \"\" is not understood",
                    "1,,2 * * * *    | field 1, the minute: a comma has nothing before or behind it",
                    "30-10 * * * *   | \"30-10\" goes backwards; write it as a list of two ranges, such as \"30-59,0-10\"",
                    "*/0 * * * *     | \"0\" is not a step; write a number from 1 to 59",
                    "*/ * * * *      | \"\" is not a step",
                    "*/90 * * * *    | the step 90 leads out of the range 0 to 59; a step starts anew with each range",
                    "? * * * *       | ? stands for any day, and only among days; write *",
                    "* L * * *       | \"L\" is not understood; write 0 to 23. L, W and # are for days",
                    "* * 5#2 * *     | # is for the day of week",
                    "* * * * 15W     | W is for the day of month",
                    "* * * * L       | L needs a weekday before it, such as FRIL",
                    "* * * * FRI#6   | \"FRI#6\" asks for a weekday that no month has; write FRI#1 to FRI#5, or FRIL",
                    "* * L-31 * *    | \"L-31\" is not a day of any month; write L, or L-1 to L-30",
                    "* * * *         | has 4 fields, but needs 5 (minute, hour, day of month, month, day of week) or 6",
                    "0 0 0 1 1 ? 2030| There is no field for years: give the schedule a start and an end",
                    "@fortnightly    | is not known; there are @yearly",
                    "@reboot         | is not known",
                })
        void areExplained(String expression, String explanation) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Cron.of(expression))
                    .withMessageContaining(explanation)
                    .withMessageContaining(expression);
        }

        @Test
        void arePointedAt() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Cron.of("0  25 * * *"))
                    .withMessage("The cron expression \"0 25 * * *\" is wrong in field 2, the hour: 25 is not within"
                            + " 0 to 23\n    0 25 * * *\n      ^^");
        }

        @Test
        void anEmptyExpressionIsOne() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Cron.of("  "))
                    .withMessage("The cron expression is empty; write one like \"0 3 * * MON-FRI\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0 0 31 2 *", "0 0 30 FEB *", "0 0 31 4,6,9,11 *", "0 0 1 * MON#2", "0 0 8 * 3L"})
        void anExpressionThatNeverHappensIsOne(String expression) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Cron.of(expression))
                    .withMessageContaining("\"" + expression + "\" never happens")
                    .withMessageContaining("write L as the day of month");
        }

        @ParameterizedTest
        @CsvSource({
            "Europe/Berln, perhaps you mean \"Europe/Berlin\"",
            "Europe/Munich, 'zones are called like \"Europe/Berlin\", \"UTC\" or \"+02:00\"'",
            "'', zones are called like",
            "Mars/Olympus Mons, zones are called like"
        })
        void anUnknownZoneIsOne(String zone, String hint) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Cron.of("@daily").in(zone))
                    .withMessageStartingWith("There is no time zone \"" + zone + "\"")
                    .withMessageContaining(hint);
        }
    }

    @Nested
    class WhenClocksChange {

        // 2030-03-31: 02:00 to 03:00 does not exist; 2030-10-27: 02:00 to 03:00 happens twice.

        @Test
        void aTimeOfDayThatDoesNotExistIsMadeUpForAtTheEndOfTheGap() {
            Cron cron = Cron.of("30 2 * * *").in("Europe/Berlin");

            assertThat(runs(cron, "2030-03-29T12:00+01:00", 3))
                    .containsExactly("2030-03-30T02:30+01:00", "2030-03-31T03:00+02:00", "2030-04-01T02:30+02:00");
        }

        @Test
        void severalThatDoNotExistAreMadeUpForOnce() {
            Cron cron = Cron.of("*/20 2,3 * * *").in("Europe/Berlin");

            assertThat(runs(cron, "2030-03-31T00:00+01:00", 4))
                    .containsExactly(
                            "2030-03-31T03:00+02:00",
                            "2030-03-31T03:20+02:00",
                            "2030-03-31T03:40+02:00",
                            "2030-04-01T02:00+02:00");
        }

        @Test
        void aTimeOfDayThatHappensTwiceCountsTheFirstTime() {
            Cron cron = Cron.of("30 2 * * *").in("Europe/Berlin");

            assertThat(runs(cron, "2030-10-26T12:00+02:00", 2))
                    .containsExactly("2030-10-27T02:30+02:00", "2030-10-28T02:30+01:00");
            assertThat(runs(cron, "2030-10-27T02:10+01:00", 1)).containsExactly("2030-10-28T02:30+01:00");
        }

        @Test
        void whatIsForEveryHourNeitherPausesNorHurries() {
            Cron cron = Cron.of("30 * * * *").in("Europe/Berlin");

            assertThat(runs(cron, "2030-03-31T01:00+01:00", 2))
                    .containsExactly("2030-03-31T01:30+01:00", "2030-03-31T03:30+02:00");
            assertThat(runs(cron, "2030-10-27T01:00+02:00", 4))
                    .containsExactly(
                            "2030-10-27T01:30+02:00",
                            "2030-10-27T02:30+02:00",
                            "2030-10-27T02:30+01:00",
                            "2030-10-27T03:30+01:00");
        }

        @Test
        void midnightMayBeWhatDoesNotExist() {
            Cron cron = Cron.of("@daily").in("America/Sao_Paulo");

            assertThat(runs(cron, "2018-11-03T12:00-03:00", 2))
                    .containsExactly("2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00");
        }

        @Test
        void aWholeDayMayBe() {
            Cron cron = Cron.of("0 9 * * *").in("Pacific/Apia"); // there was no 30 December 2011

            assertThat(runs(cron, "2011-12-28T12:00-10:00", 3))
                    .containsExactly("2011-12-29T09:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T09:00+14:00");
        }
    }

    @Test
    void goesByUtcUnlessToldOtherwise() {
        assertThat(Cron.of("0 9 * * *")).hasToString("0 9 * * * in UTC");
        assertThat(Cron.of("0 9 * * *").in("Asia/Tokyo").nextAfter(NEW_YEAR))
                .contains(Instant.parse("2030-01-02T00:00:00Z"));
    }

    @Test
    void isEqualToOneOfTheSameExpressionAndZone() {
        assertThat(Cron.of("0  9 * * *").in("Asia/Tokyo"))
                .isEqualTo(Cron.of("0 9 * * *").in("Asia/Tokyo"))
                .hasSameHashCodeAs(Cron.of("0 9 * * *").in("Asia/Tokyo"))
                .isNotEqualTo(Cron.of("0 9 * * *"));
    }

    @Test
    void comesToAnEndWithTheCalendar() {
        assertThat(Cron.of("@daily").nextAfter(Instant.MAX)).isEmpty();
        assertThat(Cron.of("@daily").nextAfter(Instant.MIN)).contains(Instant.parse("0001-01-02T00:00:00Z"));
    }
}
