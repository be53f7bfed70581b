package io.alsek.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What child processes print goes to their parent, and harms nothing. */
@DisabledOnOs(OS.WINDOWS)
class ProcessOutputTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<ProcessOutput.Line> lines = new CopyOnWriteArrayList<>();

    @Test
    void every_line_comes_with_the_message_that_printed_it_and_no_frame_is_broken() throws Exception {
        try (Alsek alsek = Alsek.on(new MemoryBackend())) {
            alsek.processPool(
                            ProcessOptions.of(PrintingTasks.class).processes(1).output(lines::add))
                    .start();

            TaskHandle<String> handle = alsek.submit(PrintingTasks.PRINT, "ä€");

            assertThat(handle.await(PATIENCE)).isEqualTo("ä€");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lines)
                            .extracting(
                                    ProcessOutput.Line::messageId, ProcessOutput.Line::error, ProcessOutput.Line::text)
                            .contains(
                                    tuple(handle.id(), false, "out ä€"),
                                    tuple(handle.id(), true, "err ä€"),
                                    tuple(handle.id(), false, "thread ä€"),
                                    tuple(handle.id(), true, "raw ä€"),
                                    tuple(handle.id(), true, "program ä€"),
                                    tuple(handle.id(), false, "unfinished ä€")));
            assertThat(lines).extracting(ProcessOutput.Line::task).containsOnly("print");
            assertThat(lines)
                    .extracting(ProcessOutput.Line::text)
                    .filteredOn(text -> text.startsWith("x"))
                    .extracting(String::length)
                    .containsExactly(8_192, 8_192, 3_616);
        }
    }

    @Test
    void whoever_takes_the_output_may_fail() throws Exception {
        try (Alsek alsek = Alsek.on(new MemoryBackend())) {
            alsek.processPool(
                            ProcessOptions.of(PrintingTasks.class).processes(1).output(line -> {
                                throw new IllegalStateException("full");
                            }))
                    .start();

            assertThat(alsek.submit(PrintingTasks.PRINT, "a").await(PATIENCE)).isEqualTo("a");
        }
    }

    @Test
    void there_is_nothing_to_read_on_standard_input() throws Exception {
        try (Alsek alsek = Alsek.on(new MemoryBackend())) {
            alsek.processPool(ProcessOptions.of(PrintingTasks.class).processes(1))
                    .start();

            assertThat(alsek.submit(PrintingTasks.READ).await(PATIENCE)).isZero();
        }
    }
}
