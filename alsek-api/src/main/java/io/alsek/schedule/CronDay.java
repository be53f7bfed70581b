package io.alsek.schedule;

import java.time.YearMonth;

/** A day that each month has somewhere else, such as its last Friday. */
sealed interface CronDay {

    /** {@return the day of this month, 0 if it has none} */
    int in(YearMonth month);

    /** So many days before the last day of the month: {@code L}, {@code L-3}. */
    record BeforeLast(int days) implements CronDay {
        @Override
        public int in(YearMonth month) {
            return Math.max(0, month.lengthOfMonth() - days);
        }
    }

    /** The weekday (Monday to Friday) nearest to a day, within the month: {@code 15W}, {@code LW}. */
    record NearestWeekday(int day) implements CronDay {

        private static final int LAST = 31;
        private static final int SATURDAY = 6;
        private static final int SUNDAY = 0;

        static NearestWeekday toLast() {
            return new NearestWeekday(0);
        }

        @Override
        public int in(YearMonth month) {
            int length = month.lengthOfMonth();
            int target = day == 0 ? length : day;
            if (target > Math.min(length, LAST)) {
                return 0;
            }
            int weekday = weekdayOf(month, target);
            if (weekday == SATURDAY) {
                return target == 1 ? 3 : target - 1;
            }
            if (weekday == SUNDAY) {
                return target == length ? target - 2 : target + 1;
            }
            return target;
        }
    }

    /** A weekday's last occurrence in the month: {@code 5L}. */
    record LastWeekday(int weekday) implements CronDay {
        @Override
        public int in(YearMonth month) {
            int length = month.lengthOfMonth();
            return length - Math.floorMod(weekdayOf(month, length) - weekday, CronField.DAYS_A_WEEK);
        }
    }

    /** A weekday's n-th occurrence in the month: {@code 5#2}. */
    record NthWeekday(int weekday, int nth) implements CronDay {
        @Override
        public int in(YearMonth month) {
            int first = 1 + Math.floorMod(weekday - weekdayOf(month, 1), CronField.DAYS_A_WEEK);
            int day = first + (nth - 1) * CronField.DAYS_A_WEEK;
            return day <= month.lengthOfMonth() ? day : 0;
        }
    }

    /** {@return 0 for Sunday to 6 for Saturday} */
    private static int weekdayOf(YearMonth month, int day) {
        return month.atDay(day).getDayOfWeek().getValue() % CronField.DAYS_A_WEEK;
    }
}
