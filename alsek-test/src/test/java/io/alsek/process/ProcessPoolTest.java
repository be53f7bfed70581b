package io.alsek.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks in real child processes. */
class ProcessPoolTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Alsek alsek = Alsek.on(new MemoryBackend());

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        alsek.close();
    }

    private static ProcessHandle process(Path file) throws Exception {
        await().atMost(PATIENCE).until(() -> Files.exists(file));
        return ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
    }

    @Test
    void a_task_runs_in_a_child_and_its_result_comes_back() throws Exception {
        alsek.processPool(ProcessOptions.of(WorkshopTasks.class).processes(1)).start();

        assertThat(alsek.submit(WorkshopTasks.DOUBLE, 21).await(PATIENCE)).isEqualTo(42);
        assertThat(alsek.submit(WorkshopTasks.PID).await(PATIENCE))
                .isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void a_parent_that_is_killed_leaves_no_child_even_if_that_is_busy() throws Exception {
        Path file = directory.resolve("pid");
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedParent.class.getName(),
                        file.toString())
                .inheritIO()
                .start();
        ProcessHandle child = process(file);

        parent.destroyForcibly();

        child.onExit().get(5, TimeUnit.SECONDS);
    }
}
