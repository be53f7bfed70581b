package io.alsek.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cron expression says, as sets of numbers: bit n for the number n. Knows wall clocks only, no time zones.
 *
 * @param seconds of the minute
 * @param minutes of the hour
 * @param hours of the day
 * @param months from 1 for January
 * @param days of the month
 * @param weekdays from 0 for Sunday; a day has to match both these and {@code days}
 */
record CronFields(long seconds, long minutes, long hours, long months, Days days, Days weekdays) {

    /** The calendar repeats itself after so many months: 400 years. */
    private static final int CYCLE_MONTHS = 400 * 12;

    private static final long ALL_HOURS = (1L << 24) - 1;
    private static final int MINUTES_AN_HOUR = 60;
    private static final int SECONDS_A_MINUTE = 60;

    /** Days by number, and days that each month has somewhere else. */
    record Days(long numbers, List<CronDay> specials) {}

    /** {@return whether it is about every hour, so that it counts time rather than tells the time of day} */
    boolean isEveryHour() {
        return hours == ALL_HOURS;
    }

    /** {@return the first wall time that matches, not before another one; {@code null} if there never is one} */
    @Nullable
    LocalDateTime firstFrom(LocalDateTime from) {
        LocalDate date = from.toLocalDate();
        if (matches(date)) {
            int time = timeFrom(from.toLocalTime().toSecondOfDay());
            if (time >= 0) {
                return date.atTime(LocalTime.ofSecondOfDay(time));
            }
        }
        LocalDate next = dateAfter(date);
        return next == null ? null : next.atTime(LocalTime.ofSecondOfDay(timeFrom(0)));
    }

    private boolean matches(LocalDate date) {
        return contains(months, date.getMonthValue()) && contains(daysOf(YearMonth.from(date)), date.getDayOfMonth());
    }

    private @Nullable LocalDate dateAfter(LocalDate date) {
        YearMonth month = YearMonth.from(date);
        int after = date.getDayOfMonth();
        for (int i = 0; i <= CYCLE_MONTHS; i++) {
            if (contains(months, month.getMonthValue())) {
                int day = from(daysOf(month), after + 1);
                if (day > 0) {
                    return month.atDay(day);
                }
            }
            month = month.plusMonths(1);
            after = 0;
        }
        return null;
    }

    /** {@return the days of a month that match} */
    private long daysOf(YearMonth month) {
        int length = month.lengthOfMonth();
        long byNumber = days.numbers;
        for (CronDay special : days.specials) {
            byNumber |= 1L << special.in(month);
        }
        long byWeekday = 0;
        int weekday = month.atDay(1).getDayOfWeek().getValue();
        for (int day = 1; day <= length; day++) {
            if (contains(weekdays.numbers, weekday++ % CronField.DAYS_A_WEEK)) {
                byWeekday |= 1L << day;
            }
        }
        for (CronDay special : weekdays.specials) {
            byWeekday |= 1L << special.in(month);
        }
        long inMonth = ((1L << length) - 1) << 1; // without 0, which stands for "none"
        return byNumber & byWeekday & inMonth;
    }

    /** {@return the first second of the day that matches, not before another one; -1 if there is none} */
    private int timeFrom(int secondOfDay) {
        int hour = secondOfDay / (MINUTES_AN_HOUR * SECONDS_A_MINUTE);
        int minute = secondOfDay / SECONDS_A_MINUTE % MINUTES_AN_HOUR;
        int second = secondOfDay % SECONDS_A_MINUTE;
        if (contains(hours, hour)) {
            if (contains(minutes, minute)) {
                int found = from(seconds, second);
                if (found >= 0) {
                    return time(hour, minute, found);
                }
            }
            int found = from(minutes, minute + 1);
            if (found >= 0) {
                return time(hour, found, from(seconds, 0));
            }
        }
        int found = from(hours, hour + 1);
        return found < 0 ? -1 : time(found, from(minutes, 0), from(seconds, 0));
    }

    private static int time(int hour, int minute, int second) {
        return (hour * MINUTES_AN_HOUR + minute) * SECONDS_A_MINUTE + second;
    }

    static boolean contains(long set, int number) {
        return (set >>> number & 1) != 0;
    }

    /** {@return the least number of a set that is not below another one, or -1} */
    private static int from(long set, int least) {
        long rest = least >= Long.SIZE ? 0 : set >>> least << least;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
