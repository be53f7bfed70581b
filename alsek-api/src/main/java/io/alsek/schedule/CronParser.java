package io.alsek.schedule;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands cron expressions, or says which field is wrong and what to write instead. Single use. */
final class CronParser {

    private static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private static final List<CronField> SIX = List.of(CronField.values());
    private static final List<CronField> FIVE = SIX.subList(1, SIX.size());
    private static final Pattern WORD = Pattern.compile("\\S+");

    /** Any moment will do: whatever matches at all does so within a cycle of the calendar. */
    private static final LocalDateTime SOMETIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final String expression;

    CronParser(String expression) {
        this.expression = expression.strip();
    }

    CronFields parse() {
        if (expression.isEmpty()) {
            throw new IllegalArgumentException("The cron expression is empty; write one like \"0 3 * * MON-FRI\"");
        }
        CronFields fields = expression.startsWith("@") ? new CronParser(ofMacro()).parseFields() : parseFields();
        if (fields.firstFrom(SOMETIME) == null) {
            throw new IllegalArgumentException("The cron expression \"" + expression
                    + "\" never happens: none of its months has a day that matches both its day of month and its day"
                    + " of week. For the last day of a month, write L as the day of month");
        }
        return fields;
    }

    private String ofMacro() {
        String fields = MACROS.get(expression.toLowerCase(Locale.ROOT));
        if (fields == null) {
            throw new IllegalArgumentException("The cron expression \"" + expression + "\" is not known; there are"
                    + " @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly. For every so many minutes"
                    + " use Interval.every(…)");
        }
        return fields;
    }

    private CronFields parseFields() {
        Map<CronField, CronFields.Days> found = new EnumMap<>(CronField.class);
        found.put(CronField.SECOND, new CronFields.Days(1, List.of()));
        List<CronField> order = order();
        Matcher word = WORD.matcher(expression);
        for (int i = 0; i < order.size() && word.find(); i++) {
            Place place = new Place(i + 1, order.get(i), word.start(), word.group());
            found.put(order.get(i), new CronFieldParser(order.get(i), place).parse());
        }
        return new CronFields(
                numbers(found, CronField.SECOND),
                numbers(found, CronField.MINUTE),
                numbers(found, CronField.HOUR),
                numbers(found, CronField.MONTH),
                days(found, CronField.DAY_OF_MONTH),
                days(found, CronField.DAY_OF_WEEK));
    }

    private List<CronField> order() {
        int count = (int) WORD.matcher(expression).results().count();
        if (count == FIVE.size()) {
            return FIVE;
        }
        if (count == SIX.size()) {
            return SIX;
        }
        List<String> titles = new ArrayList<>();
        FIVE.forEach(field -> titles.add(field.title));
        throw new IllegalArgumentException("The cron expression \"" + expression + "\" has " + count
                + (count == 1 ? " field" : " fields") + ", but needs 5 (" + String.join(", ", titles)
                + ") or 6, with the second first"
                + (count > SIX.size() ? ". There is no field for years: give the schedule a start and an end" : ""));
    }

    private static long numbers(Map<CronField, CronFields.Days> found, CronField field) {
        return days(found, field).numbers();
    }

    private static CronFields.Days days(Map<CronField, CronFields.Days> found, CronField field) {
        return found.getOrDefault(field, new CronFields.Days(0, List.of()));
    }

    /** Where a field stands in the expression, for errors that point at it. */
    final class Place {

        private final int number;
        private final CronField field;
        private final int column;
        final String text;

        Place(int number, CronField field, int column, String text) {
            this.number = number;
            this.field = field;
            this.column = column;
            this.text = text;
        }

        IllegalArgumentException error(String reason) {
            return new IllegalArgumentException("The cron expression \"" + expression + "\" is wrong in field " + number
                    + ", the " + field.title + ": " + reason + "\n    " + expression + "\n    " + " ".repeat(column)
                    + "^".repeat(text.length()));
        }
    }
}
