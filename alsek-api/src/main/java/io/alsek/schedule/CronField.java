package io.alsek.schedule;

import java.util.Locale;

/** The fields of a cron expression: what they are called, what they may hold, and the words for that. */
enum CronField {
    SECOND("second", 0, 59, ""),
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY_OF_MONTH("day of month", 1, 31, ""),
    MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    /** 0 and 7 are both Sunday; kept as 0. */
    DAY_OF_WEEK("day of week", 0, 7, "SUN MON TUE WED THU FRI SAT");

    static final int DAYS_A_WEEK = 7;

    private static final int WORD = 3;

    final String title;
    final int least;
    final int most;

    /** Words of three letters, each with a blank behind it, but for the last. */
    private final String names;

    CronField(String title, int least, int most, String names) {
        this.title = title;
        this.least = least;
        this.most = most;
        this.names = names;
    }

    /** {@return whether it is about days, so that {@code ?} and {@code L} make sense} */
    boolean isDay() {
        return this == DAY_OF_MONTH || this == DAY_OF_WEEK;
    }

    /** {@return the number that a word stands for, or -1} */
    int numberOf(String word) {
        int index = word.length() == WORD ? names.indexOf(word.toUpperCase(Locale.ROOT)) : -1;
        return index < 0 || index % (WORD + 1) != 0 ? -1 : index / (WORD + 1) + least;
    }

    /** {@return what it may hold, in words} */
    String range() {
        String numbers = least + " to " + most;
        return names.isEmpty()
                ? numbers
                : numbers + " or " + names.substring(0, WORD) + " to " + names.substring(names.length() - WORD);
    }
}
