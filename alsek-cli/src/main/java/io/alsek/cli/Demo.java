package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.broker.ResultPool;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.TaskHandle;
import io.alsek.worker.WorkerPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the demo: submits a chain of tasks for each file, lets a worker pool run them, and sums up. */
final class Demo {

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Path directory;
    private final int threads;
    private final Progress progress;

    Demo(Path directory, int threads, Progress progress) {
        this.directory = directory;
        this.threads = threads;
        this.progress = progress;
    }

    /** Indexes the files; returns when all have ended one way or the other. */
    DemoReport index(List<SourceFile> files) throws InterruptedException {
        Stopwatch stopwatch = new Stopwatch();
        try (Alsek alsek =
                Alsek.builder(new MemoryBackend()).listener(stopwatch).build()) {
            WorkerPool pool = new IndexTasks(directory)
                    .addTo(alsek.threadPool())
                    .queues(IndexTasks.QUEUE)
                    .size(threads)
                    .build();

            List<TaskHandle<IndexTasks.FileCount>> handles = new ArrayList<>(files.size());
            for (SourceFile file : files) {
                handles.add(alsek.submit(IndexTasks.INDEX, file, options -> options.priority(file.priority())));
            }
            pool.start(); // only now, so that all files compete, and the smallest win
            long lines = 0;
            long words = 0;
            for (ResultPool.Ended<IndexTasks.FileCount> ended :
                    alsek.resultsOf(handles).inOrderOfCompletion(PATIENCE)) {
                IndexTasks.FileCount count = ended.result();
                if (count != null) {
                    lines += count.counts().lines();
                    words += count.counts().words();
                }
                progress.step();
            }
            List<DemoReport.DeadFile> dead = alsek.deadLetters().list(IndexTasks.QUEUE).stream()
                    .map(DemoReport.DeadFile::of)
                    .sorted()
                    .toList();
            return new DemoReport(
                    files.size(), lines, words, stopwatch.retries(), dead, stopwatch.throughput(), stopwatch.latency());
        }
    }
}
