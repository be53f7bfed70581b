package io.alsek.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.TaskHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that get lost, and cannot be had anew, lose no messages. */
class ProcessLossTest {

    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final Alsek alsek = Alsek.on(new MemoryBackend());

    /** In the command lines of the children of this test, and of no others. */
    private final String mark = "-Dalsek.test.mark=" + UUID.randomUUID();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        alsek.close();
    }

    private List<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> Arrays.asList(process.info().arguments().orElse(new String[0]))
                        .contains(mark))
                .toList();
    }

    @Test
    void messages_wait_as_long_as_no_process_can_be_started() throws Exception {
        Path obstacle = directory.resolve("obstacle");
        alsek.processPool(ProcessOptions.of(FragileTasks.class)
                        .processes(1)
                        .jvmArguments(mark, FragileTasks.argument(obstacle)))
                .start();
        Files.createFile(obstacle);
        for (ProcessHandle child : children()) {
            child.destroyForcibly();
            child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        TaskHandle<Integer> handle = alsek.submit(FragileTasks.SQUARE, 3);
        await("a child that is tried").atMost(PATIENCE).until(() -> !children().isEmpty());
        await("its failure").atMost(PATIENCE).until(() -> children().isEmpty());
        await("its return to the queue").atMost(PATIENCE).until(() -> handle.status() == TaskStatus.SUBMITTED);
        Files.delete(obstacle);

        assertThat(handle.await(PATIENCE)).isEqualTo(9);
    }

    @Test
    void whatever_is_killed_and_replaced_every_message_gets_its_result() throws Exception {
        AtomicInteger done = new AtomicInteger();
        AtomicInteger kills = new AtomicInteger();
        alsek.addListener(event -> {
            if (event instanceof TaskEvent.Succeeded && done.incrementAndGet() % 150 == 0) {
                children().stream().findFirst().ifPresent(child -> {
                    child.destroyForcibly();
                    kills.incrementAndGet();
                });
            }
        });
        alsek.processPool(ProcessOptions.of(FragileTasks.class)
                        .processes(1, 2)
                        .threads(2)
                        .recycleAfter(100)
                        .jvmArguments(mark))
                .start();
        List<Integer> numbers = new ArrayList<>();
        List<Integer> squares = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            numbers.add(i);
            squares.add(i * i);
        }

        List<Integer> results = new ArrayList<>();
        for (TaskHandle<Integer> handle : alsek.submitAll(FragileTasks.SQUARE, numbers)) {
            results.add(handle.await(PATIENCE));
        }

        assertThat(results).isEqualTo(squares);
        assertThat(kills).hasPositiveValue();
    }
}
