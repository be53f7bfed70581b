package io.alsek.cli;

import io.alsek.broker.DeadMessage;
import io.alsek.message.Payload;
import io.alsek.message.Serializer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What the demo found, and how fast.
 *
 * @param files how many files were queued
 * @param lines lines of all that could be read
 * @param words words of all that could be read
 * @param retries how many attempts were made again
 * @param deadLetters the files that could not be indexed, by path
 * @param throughput how fast messages went through
 * @param latency how long they waited from submission to start
 */
record DemoReport(
        int files,
        long lines,
        long words,
        long retries,
        List<DeadFile> deadLetters,
        Throughput throughput,
        Latency latency) {

    private static final int MOST_LISTED = 20;

    /**
     * A file that could not be indexed.
     *
     * @param path which
     * @param reason why
     */
    record DeadFile(String path, String reason) implements Comparable<DeadFile> {

        static DeadFile of(DeadMessage dead) {
            Payload input = Objects.requireNonNull(
                    dead.message().orElseThrow().payload(), "the first task of the chain has its own input");
            SourceFile file = (SourceFile)
                    Objects.requireNonNull(Serializer.json().deserialize(input.bytes(), SourceFile.class), "a file");
            return new DeadFile(file.path(), String.valueOf(dead.failure().message()));
        }

        @Override
        public int compareTo(DeadFile other) {
            return path.compareTo(other.path);
        }
    }

    /**
     * How fast messages went through.
     *
     * @param messages how many executions there were
     * @param seconds from the first start to the last end
     * @param messagesPerSecond the one by the other
     */
    record Throughput(long messages, double seconds, double messagesPerSecond) {}

    /**
     * How long messages waited from submission to start, in milliseconds.
     *
     * @param p50 half of them not longer
     * @param p99 99 of 100 not longer
     */
    record Latency(double p50, double p99) {}

    String toJson() {
        return new String(Serializer.json().serialize(this, DemoReport.class), StandardCharsets.UTF_8);
    }

    void print(PrintWriter out) {
        row(out, "files", "%,d", files);
        row(out, "words", "%,d", words);
        row(out, "lines", "%,d", lines);
        row(out, "retries", "%,d", retries);
        row(out, "dead letters", "%,d", deadLetters.size());
        row(out, "messages", "%,d", throughput.messages());
        row(out, "messages per second", "%,.0f", throughput.messagesPerSecond());
        row(out, "submit to start, p50", "%,.1f ms", latency.p50());
        row(out, "submit to start, p99", "%,.1f ms", latency.p99());
        if (!deadLetters.isEmpty()) {
            out.println();
            out.println("Dead letters:");
            deadLetters.stream()
                    .limit(MOST_LISTED)
                    .forEach(dead -> out.println("  " + dead.path() + ": " + dead.reason()));
            if (deadLetters.size() > MOST_LISTED) {
                out.println("  and " + (deadLetters.size() - MOST_LISTED) + " more");
            }
        }
        out.flush();
    }

    private static void row(PrintWriter out, String name, String format, Object value) {
        out.println(String.format(Locale.ROOT, "%-22s %14s", name, String.format(Locale.ROOT, format, value)));
    }
}
