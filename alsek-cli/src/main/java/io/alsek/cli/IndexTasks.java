package io.alsek.cli;

import io.alsek.message.Backoff;
import io.alsek.task.Chain;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskContext;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** The tasks of the demonstration, and the functions that run them. */
final class IndexTasks {

    /** The queue of both tasks. */
    static final String QUEUE = "index";

    /** Reads a file and makes sure that it is text. Only the next task is interested in the result. */
    static final Task<FileToRead, TextFile> READ = Task.named("read")
            .input(FileToRead.class)
            .output(TextFile.class)
            .discardResult()
            .queue(QUEUE)
            .retry(1, Backoff.constant(Duration.ofMillis(20)))
            .build();

    /** Counts what is in a text file. */
    static final Task<TextFile, WordCount> COUNT = Task.named("count")
            .input(TextFile.class)
            .output(WordCount.class)
            .queue(QUEUE)
            .build();

    /** One after the other. */
    static final Chain<FileToRead, WordCount> INDEX = READ.then(COUNT);

    private IndexTasks() {}

    static TextFile read(FileToRead file, TaskContext context) throws IOException {
        if (file.stumbles() && context.attempt() == 1) {
            throw new IOException("A first try that fails, to show that it is retried: " + file.name());
        }
        try (Reader text = open(file.location())) {
            text.transferTo(Writer.nullWriter());
            return new TextFile(file.name(), file.location());
        } catch (IOException e) {
            throw new NonRetryableException(reason(e), e);
        }
    }

    static WordCount count(TextFile file) {
        try (Reader text = open(file.location())) {
            return WordCount.of(text);
        } catch (IOException e) {
            throw new NonRetryableException(reason(e), e);
        }
    }

    /** Unlike {@link Files#newBufferedReader}, does not follow a link. Both refuse what is not UTF-8. */
    private static Reader open(URI location) throws IOException {
        return new InputStreamReader(
                Files.newInputStream(Path.of(location), LinkOption.NOFOLLOW_LINKS),
                StandardCharsets.UTF_8.newDecoder());
    }

    private static String reason(IOException e) {
        if (e instanceof CharacterCodingException) {
            return "not valid UTF-8";
        }
        if (e instanceof NoSuchFileException) {
            return "the file has vanished";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String detail = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return "cannot be read: " + (detail == null ? e.getClass().getSimpleName() : detail);
    }
}
