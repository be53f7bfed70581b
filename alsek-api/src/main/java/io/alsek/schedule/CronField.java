package io.alsek.schedule;

import java.util.List;
import java.util.Locale;

/** The fields of a cron expression: what they are called, what they may hold, and the words for that. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are, but nobody tells the checker
enum CronField {
    SECOND("second", 0, 59, List.of()),
    MINUTE("minute", 0, 59, List.of()),
    HOUR("hour", 0, 23, List.of()),
    DAY_OF_MONTH("day of month", 1, 31, List.of()),
    MONTH("month", 1, 12, List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    /** 0 and 7 are both Sunday; kept as 0. */
    DAY_OF_WEEK("day of week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    static final int DAYS_A_WEEK = 7;

    final String title;
    final int least;
    final int most;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    CronField(String title, int least, int most, List<String> names) {
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
        int index = names.indexOf(word.toUpperCase(Locale.ROOT));
        return index < 0 ? -1 : index + least;
    }

    /** {@return what it may hold, in words} */
    String range() {
        String numbers = least + " to " + most;
        return names.isEmpty() ? numbers : numbers + " or " + names.get(0) + " to " + names.get(names.size() - 1);
    }
}
