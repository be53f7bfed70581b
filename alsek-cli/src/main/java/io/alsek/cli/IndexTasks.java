package io.alsek.cli;

import io.alsek.message.Backoff;
import io.alsek.task.Chain;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskContext;
import io.alsek.worker.WorkerPoolBuilder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The two tasks of the demo. Reading makes sure that a file is text; counting, its callback, counts. What travels
 * between them is the name of the file, not its content: messages are to be small.
 */
final class IndexTasks {

    static final String QUEUE = "index";

    /** Checks that a file can be read and is text. */
    static final Task<SourceFile, TextFile> READ = Task.named("read")
            .input(SourceFile.class)
            .output(TextFile.class)
            .queue(QUEUE)
            .retry(3, Backoff.constant(Duration.ofMillis(20)))
            .build();

    /** Counts lines and words of a text file. */
    static final Task<TextFile, FileCount> COUNT = Task.named("count")
            .input(TextFile.class)
            .output(FileCount.class)
            .queue(QUEUE)
            .build();

    /** Reading, then counting what was read. */
    static final Chain<SourceFile, FileCount> INDEX = READ.then(COUNT);

    private final Path directory;

    IndexTasks(Path directory) {
        this.directory = directory;
    }

    /**
     * A file that is text.
     *
     * @param path relative to the directory that is indexed
     */
    record TextFile(String path) {}

    /**
     * What is in a file.
     *
     * @param path relative to the directory that is indexed
     * @param counts its lines and words
     */
    record FileCount(String path, TextCounts counts) {}

    /** Tells a worker pool how to run the tasks. */
    WorkerPoolBuilder addTo(WorkerPoolBuilder pool) {
        return pool.handle(READ, this::read).handle(COUNT, this::count);
    }

    private TextFile read(SourceFile file, TaskContext context) throws IOException {
        if (file.stumbles() && context.attempt() == 1) {
            throw new IOException("The demo lets every seventh file fail at its first try");
        }
        textCounts(file.path());
        return new TextFile(file.path());
    }

    private FileCount count(TextFile file) {
        return new FileCount(file.path(), textCounts(file.path()));
    }

    /** What cannot be read now, or is no text, will not be any better in a minute. */
    private TextCounts textCounts(String path) {
        try {
            return TextCounts.of(directory.resolve(path));
        } catch (CharacterCodingException e) {
            throw new NonRetryableException("not valid UTF-8");
        } catch (IOException e) {
            throw new NonRetryableException("unreadable: " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
        }
    }
}
