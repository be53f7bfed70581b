package io.alsek.cli;

import io.alsek.broker.ResultPool;
import io.alsek.message.ExceptionDetails;
import io.alsek.task.TaskFailedException;
import java.util.ArrayList;
import java.util.List;

/** Adds up how the files ended. Not thread-safe. */
final class Totals {

    private final List<DemoReport.DeadFile> dead = new ArrayList<>();
    private int files;
    private long words;
    private long lines;

    void add(FileToRead file, ResultPool.Ended<WordCount> end) {
        files++;
        WordCount count = end.result();
        if (count == null) {
            dead.add(new DemoReport.DeadFile(
                    file.name(), end.failure().map(Totals::reason).orElse("no result")));
        } else {
            words += count.words();
            lines += count.lines();
        }
    }

    private static String reason(TaskFailedException failure) {
        ExceptionDetails details = failure.details();
        return details.message() == null ? details.className() : details.message();
    }

    DemoReport report(Meter.Traffic traffic) {
        return new DemoReport(files, words, lines, List.copyOf(dead), traffic);
    }
}
