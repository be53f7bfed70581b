package io.alsek.test.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Steps as a table with a column for each process, so that one sees who did what while others did something else. */
final class Table {

    private static final int WIDTH = 30;

    /** Rows that a reader can take in who wants to know why. */
    static final int LONG = 90;

    /** Rows that show where it was. */
    static final int SHORT = 15;

    private final List<String> columns;
    private final StringBuilder text = new StringBuilder();

    private Table(List<String> columns) {
        this.columns = columns;
    }

    static String of(List<Trace.Entry> entries, int most) {
        List<Trace.Entry> rows = entries.stream()
                .filter(entry -> entry.weight() != Trace.Weight.QUIET)
                .toList();
        Set<String> nodes = new LinkedHashSet<>();
        rows.stream().map(Trace.Entry::node).filter(node -> !isWorker(node)).forEach(nodes::add);
        rows.stream().map(Trace.Entry::node).filter(Table::isWorker).sorted().forEach(nodes::add);
        Table table = new Table(List.copyOf(nodes));
        table.head();
        table.rows(rows, most);
        return table.text.toString();
    }

    private static boolean isWorker(String node) {
        return node.matches("w\\d+");
    }

    private void head() {
        line("time", columns);
        line("-".repeat(8), columns.stream().map(column -> "-".repeat(WIDTH)).toList());
    }

    private void rows(List<Trace.Entry> rows, int most) {
        int left = rows.size() - most;
        for (int i = 0; i < rows.size(); i++) {
            if (left > 0 && i == most / 3) {
                text.append("    … ").append(left).append(" more steps …\n");
                i += left;
            }
            row(rows.get(i));
        }
        if (rows.isEmpty()) {
            text.append("    (nothing)\n");
        }
    }

    private void row(Trace.Entry entry) {
        int column = columns.indexOf(entry.node());
        boolean first = true;
        for (String part : wrapped(entry.text())) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                cells.add(i == column ? part : "");
            }
            line(first ? Long.toString(entry.at()) : "", cells);
            first = false;
        }
    }

    /** Breaks between words; a word that is too long is cut. */
    private static List<String> wrapped(String words) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words.replaceAll("\\s+", " ").split(" ", -1)) {
            String rest = word;
            if (line.length() > 0 && line.length() + 1 + rest.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
                line.append("  ");
            } else if (line.length() > 0) {
                line.append(' ');
            }
            while (line.length() + rest.length() > WIDTH) {
                int room = WIDTH - line.length();
                lines.add(line + rest.substring(0, room));
                rest = rest.substring(room);
                line.setLength(0);
                line.append("  ");
            }
            line.append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private void line(String time, List<String> cells) {
        StringBuilder line = new StringBuilder();
        line.append(" ".repeat(Math.max(0, 8 - time.length()))).append(time);
        for (String cell : cells) {
            line.append(" | ").append(cell).append(" ".repeat(Math.max(0, WIDTH - cell.length())));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
