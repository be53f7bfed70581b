package io.alsek.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows under a heading, for people. Numbers are set to the right. */
final class Table {

    private static final String GAP = "  ";

    private final List<String> heading;
    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] numbers;

    Table(String... heading) {
        this.heading = List.of(heading);
        this.numbers = new boolean[heading.length];
    }

    /** Adds a row; {@code null} shows as a dash. */
    Table row(@Nullable Object... cells) {
        if (cells.length != heading.size()) {
            throw new IllegalArgumentException("A row of " + cells.length + " cells under " + heading);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            numbers[i] |= cells[i] instanceof Number;
            texts.add(text(cells[i]));
        }
        rows.add(texts);
        return this;
    }

    private static String text(@Nullable Object cell) {
        if (cell == null) {
            return "-";
        }
        if (cell instanceof Number number) {
            return String.format(Locale.ROOT, "%,d", number.longValue());
        }
        return printable(cell.toString());
    }

    /** What others have named may have anything in it, even what a terminal takes for a command. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public String toString() {
        int[] widths = new int[heading.size()];
        List<List<String>> all = new ArrayList<>();
        all.add(heading);
        all.addAll(rows);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(numbers[i] ? padding + row.get(i) : row.get(i) + padding)
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString().stripTrailing();
    }
}
