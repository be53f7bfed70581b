package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.task.TaskHandle;
import io.alsek.worker.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Sends files through the queue and sums up what comes out. */
final class Indexing {

    /** Each attempt has a time limit of its own, so this only has to be long enough for the largest directory. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final Alsek alsek;
    private final Meter meter;
    private final Progress progress;

    Indexing(Alsek alsek, Meter meter, Progress progress) {
        this.alsek = alsek;
        this.meter = meter;
        this.progress = progress;
    }

    /** Submits one message per file, works them off, and waits for the last. */
    DemoReport run(List<FileToRead> files, int threads) {
        alsek.addListener(event -> {
            if (isEndOfFile(event)) {
                progress.step();
            }
        });
        List<TaskHandle<WordCount>> handles = new ArrayList<>(files.size());
        long start = System.nanoTime();
        for (FileToRead file : files) {
            handles.add(alsek.submit(IndexTasks.INDEX, file, options -> options.priority(priorityOf(file))));
        }
        // Only now, so that the smallest file of all is the first.
        WorkerPool workers = alsek.threadPool()
                .handle(IndexTasks.READ, IndexTasks::read)
                .handle(IndexTasks.COUNT, IndexTasks::count)
                .size(threads)
                .start();
        Totals totals = new Totals();
        Iterator<FileToRead> file = files.iterator();
        alsek.resultsOf(handles).inOrderOfSubmission(PATIENCE).forEach(end -> totals.add(file.next(), end));
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        workers.close(); // has told all its events once it is stopped
        return totals.report(meter.read(elapsed));
    }

    /** Smaller files first; a lower number is a higher priority. */
    private static int priorityOf(FileToRead file) {
        return (int) Math.min(file.bytes(), Integer.MAX_VALUE);
    }

    private static boolean isEndOfFile(TaskEvent event) {
        return event instanceof TaskEvent.Failed
                || (event instanceof TaskEvent.Succeeded
                        && event.message().task().equals(IndexTasks.COUNT.name()));
    }
}
