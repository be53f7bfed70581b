package io.alsek.cli;

import io.alsek.cli.DemoReport.DeadFile;
import java.util.List;
import java.util.Locale;

/** A report as a table, for people. */
final class ReportTable {

    /** A binary directory would fill the screen otherwise. */
    private static final int MOST_DEAD_LETTERS = 20;

    private final StringBuilder text = new StringBuilder();

    private ReportTable() {}

    static String of(DemoReport report) {
        Meter.Traffic traffic = report.traffic();
        ReportTable table = new ReportTable();
        table.row("Files", grouped(report.files()));
        table.row("Words", grouped(report.words()));
        table.row("Lines", grouped(report.lines()));
        table.row("Retries", grouped(traffic.retries()));
        table.row("Dead letters", grouped(report.deadLetters().size()));
        table.row("Messages", grouped(traffic.messages()) + " in " + traffic.seconds() + " s");
        table.row("Messages per second", grouped(Math.round(traffic.messagesPerSecond())));
        table.row("Latency, p50", grouped(traffic.latencyP50Millis()) + " ms");
        table.row("Latency, p99", grouped(traffic.latencyP99Millis()) + " ms");
        table.deadLetters(report.deadLetters());
        return table.text.toString().stripTrailing();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void row(String label, String value) {
        text.append(String.format(Locale.ROOT, "%-21s", label)).append(value).append(System.lineSeparator());
    }

    private void deadLetters(List<DeadFile> dead) {
        if (dead.isEmpty()) {
            return;
        }
        text.append(System.lineSeparator()).append("Dead letters:").append(System.lineSeparator());
        dead.stream().limit(MOST_DEAD_LETTERS).forEach(file -> line(file.file() + ": " + file.reason()));
        if (dead.size() > MOST_DEAD_LETTERS) {
            line("… and " + grouped(dead.size() - MOST_DEAD_LETTERS) + " more");
        }
    }

    /** A file's name may have anything in it, even what a terminal takes for a command. */
    private void line(String content) {
        text.append("  ").append(content.replaceAll("\\p{Cntrl}", "?")).append(System.lineSeparator());
    }
}
