package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.alsek.Alsek;
import io.alsek.broker.DeadMessage;
import io.alsek.cli.DemoReport.DeadFile;
import io.alsek.event.TaskEvent;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexingTest {

    private final List<Message> submitted = Collections.synchronizedList(new ArrayList<>());
    private final List<Message> started = Collections.synchronizedList(new ArrayList<>());
    private final Meter meter = new Meter();

    @TempDir
    private Path directory;

    private Alsek alsek() {
        return Alsek.builder(new MemoryBackend())
                .listener(meter)
                .listener(this::onEvent)
                .build();
    }

    private void onEvent(TaskEvent event) {
        Message message = event.message();
        if (message.task().equals(IndexTasks.READ.name()) && message.history().retries() == 0) {
            if (event instanceof TaskEvent.Submitted) {
                submitted.add(message);
            } else if (event instanceof TaskEvent.Started) {
                started.add(message);
            }
        }
    }

    @Test
    void readsSmallerFilesFirstAndEqualOnesInTurn() throws IOException {
        for (int i = 0; i < 30; i++) {
            Files.writeString(directory.resolve("file" + i), "x".repeat(i * 7 % 10));
        }
        try (Alsek alsek = alsek()) {
            new Indexing(alsek, meter, Progress.none()).run(FileListing.below(directory), 1);
        }
        assertThat(submitted).hasSize(30);
        assertThat(started)
                .extracting(Message::id)
                .containsExactlyElementsOf(submitted.stream()
                        .sorted(Comparator.comparingInt(Message::priority))
                        .map(Message::id)
                        .toList());
    }

    @Test
    void buriesFilesThatVanishedOrBecameSomethingElse() throws IOException {
        Path gone = Files.writeString(directory.resolve("gone"), "word");
        Path link = Files.writeString(directory.resolve("link"), "word");
        Path other = Files.writeString(directory.resolve("other"), "two words");
        List<FileToRead> files = FileListing.below(directory);
        Files.delete(gone);
        Files.delete(link);
        Files.createSymbolicLink(link, other);

        try (Alsek alsek = alsek()) {
            DemoReport report = new Indexing(alsek, meter, Progress.none()).run(files, 2);
            assertThat(report.words()).isEqualTo(2);
            assertThat(report.traffic().retries()).isZero();
            assertThat(report.deadLetters()).hasSize(2).contains(new DeadFile("gone", "the file has vanished"));
            assertThat(alsek.deadLetters().list(IndexTasks.QUEUE))
                    .extracting(DeadMessage::failure)
                    .extracting("message")
                    .containsExactlyInAnyOrderElementsOf(
                            report.deadLetters().stream().map(DeadFile::reason).toList());
        }
    }

    @Test
    void buriesAFileThatVanishesBetweenReadingAndCounting() throws IOException {
        Path file = Files.writeString(directory.resolve("fleeting"), "word");
        List<FileToRead> files = FileListing.below(directory);

        try (Alsek alsek = alsek()) {
            // The only worker tells this before it looks for more work.
            alsek.addListener(event -> {
                if (event instanceof TaskEvent.Succeeded) {
                    delete(file);
                }
            });
            DemoReport report = new Indexing(alsek, meter, Progress.none()).run(files, 1);
            assertThat(report.deadLetters()).containsExactly(new DeadFile("fleeting", "the file has vanished"));
            assertThat(alsek.deadLetters().list(IndexTasks.QUEUE))
                    .extracting(dead -> dead.letter().message().task())
                    .containsExactly(IndexTasks.COUNT.name());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void buriesFilesAndDirectoriesThatMayNotBeRead() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "word");
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.setPosixFilePermissions(file, Set.of());
        Files.setPosixFilePermissions(folder, Set.of());
        assumeFalse(Files.isReadable(file), "this user may read everything");

        try (Alsek alsek = alsek()) {
            DemoReport report = new Indexing(alsek, meter, Progress.none()).run(FileListing.below(directory), 2);
            assertThat(report.deadLetters())
                    .containsExactly(
                            new DeadFile("file", "permission denied"), new DeadFile("folder", "permission denied"));
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
