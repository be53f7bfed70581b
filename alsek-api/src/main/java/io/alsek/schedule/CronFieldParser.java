package io.alsek.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands one field of a cron expression. Single use. */
final class CronFieldParser {

    private static final Pattern BEFORE_LAST = ofAnyCase("L-(\\d{1,2})");
    private static final Pattern NEAREST = ofAnyCase("(\\d{1,2})W");
    private static final Pattern LAST_WEEKDAY = ofAnyCase("(.+)L");
    private static final Pattern NTH_WEEKDAY = Pattern.compile("(.+)#(.*)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final int MOST_WEEKS = 5;
    private static final int SUNDAY_AGAIN = 7;
    private static final int MOST_DAYS_BEFORE_LAST = 30;

    private final CronField field;
    private final CronParser.Place place;
    private long numbers;
    private final List<CronDay> specials = new ArrayList<>();

    CronFieldParser(CronField field, CronParser.Place place) {
        this.field = field;
        this.place = place;
    }

    private static Pattern ofAnyCase(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    CronFields.Days parse() {
        for (String item : place.text.split(",", -1)) {
            if (item.isEmpty()) {
                throw place.error("a comma has nothing before or behind it");
            }
            if (!parseDayOfMonth(item) && !parseDayOfWeek(item)) {
                parseNumbers(item);
            }
        }
        if (field == CronField.DAY_OF_WEEK && CronFields.contains(numbers, SUNDAY_AGAIN)) {
            numbers = (numbers | 1) & ~(1L << SUNDAY_AGAIN);
        }
        return new CronFields.Days(numbers, List.copyOf(specials));
    }

    private boolean parseDayOfMonth(String item) {
        if (field != CronField.DAY_OF_MONTH) {
            return false;
        }
        Matcher before = BEFORE_LAST.matcher(item);
        Matcher nearest = NEAREST.matcher(item);
        if (item.equalsIgnoreCase("L")) {
            specials.add(new CronDay.BeforeLast(0));
        } else if (item.equalsIgnoreCase("LW")) {
            specials.add(CronDay.NearestWeekday.toLast());
        } else if (before.matches()) {
            int days = Integer.parseInt(before.group(1));
            if (days < 1 || days > MOST_DAYS_BEFORE_LAST) {
                throw place.error("\"" + item + "\" is not a day of any month; write L, or L-1 to L-30");
            }
            specials.add(new CronDay.BeforeLast(days));
        } else if (nearest.matches()) {
            specials.add(new CronDay.NearestWeekday(number(nearest.group(1))));
        } else {
            return false;
        }
        return true;
    }

    private boolean parseDayOfWeek(String item) {
        if (field != CronField.DAY_OF_WEEK) {
            return false;
        }
        Matcher nth = NTH_WEEKDAY.matcher(item);
        Matcher last = LAST_WEEKDAY.matcher(item);
        if (nth.matches()) {
            if (!nth.group(2).matches("[1-5]")) {
                throw place.error("\"" + item + "\" asks for a weekday that no month has; write " + nth.group(1)
                        + "#1 to " + nth.group(1) + "#" + MOST_WEEKS + ", or " + nth.group(1) + "L for the last one");
            }
            specials.add(new CronDay.NthWeekday(
                    number(nth.group(1)) % CronField.DAYS_A_WEEK, Integer.parseInt(nth.group(2))));
            return true;
        }
        if (item.equalsIgnoreCase("L")) {
            throw place.error("L needs a weekday before it, such as FRIL for the last Friday of the month; for Saturday"
                    + " write SAT");
        }
        if (last.matches()) {
            specials.add(new CronDay.LastWeekday(number(last.group(1)) % CronField.DAYS_A_WEEK));
            return true;
        }
        return false;
    }

    private void parseNumbers(String item) {
        int slash = item.indexOf('/');
        String range = slash < 0 ? item : item.substring(0, slash);
        int step = slash < 0 ? 1 : step(item.substring(slash + 1));
        int from;
        int to;
        int dash = range.indexOf('-');
        if (range.equals("*") || (range.equals("?") && isQuestion())) {
            from = field.least;
            to = field.most;
        } else if (dash < 0) {
            from = number(range);
            to = slash < 0 ? from : field.most;
        } else {
            from = number(range.substring(0, dash));
            to = number(range.substring(dash + 1));
            to = to == 0 && field == CronField.DAY_OF_WEEK && from > 0 ? SUNDAY_AGAIN : to;
        }
        if (from > to) {
            throw place.error("\"" + range + "\" goes backwards; write it as a list of two ranges, such as \""
                    + range.substring(0, Math.max(0, dash)) + "-" + field.most + "," + field.least + "-"
                    + range.substring(dash + 1) + "\"");
        }
        for (int number = from; number <= to; number += step) {
            numbers |= 1L << number;
        }
    }

    private boolean isQuestion() {
        if (!field.isDay()) {
            throw place.error("? stands for any day, and only among days; write *");
        }
        return true;
    }

    private int step(String text) {
        int most = field.most - field.least;
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) < 1) {
            throw place.error("\"" + text + "\" is not a step; write a number from 1 to " + most + " behind the slash");
        }
        if (Integer.parseInt(text) > most) {
            throw place.error("the step " + text + " leads out of the range " + field.range()
                    + "; a step starts anew with each range. For longer intervals use Interval.every(…)");
        }
        return Integer.parseInt(text);
    }

    private int number(String text) {
        int named = field.numberOf(text);
        if (named >= 0) {
            return named;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw place.error("\"" + text + "\" is not understood; write " + field.range() + hint(text));
        }
        int number = Integer.parseInt(text);
        if (number < field.least || number > field.most) {
            throw place.error(number + " is not within " + field.range());
        }
        return number;
    }

    private String hint(String text) {
        if (!field.isDay() && text.matches(".*[LlWw#].*")) {
            return ". L, W and # are for days";
        }
        if (field == CronField.DAY_OF_MONTH && text.contains("#")) {
            return ". # is for the day of week";
        }
        return field == CronField.DAY_OF_WEEK && text.matches(".*[Ww].*") ? ". W is for the day of month" : "";
    }
}
