package io.alsek.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.TaskHandle;
import io.alsek.worker.WorkerPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many processes there are, and which runs what. */
class ProcessGroupsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Alsek alsek = Alsek.on(new MemoryBackend());

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        alsek.close();
    }

    private static ProcessOptions workshop() {
        return ProcessOptions.of(WorkshopTasks.class);
    }

    private Path file(int number) {
        return directory.resolve("pid-" + number);
    }

    private List<TaskHandle<@Nullable Void>> submitPatient(int from, int to) {
        List<TaskHandle<@Nullable Void>> handles = new ArrayList<>();
        for (int i = from; i < to; i++) {
            handles.add(alsek.submit(WorkshopTasks.PATIENT, file(i).toString()));
        }
        return handles;
    }

    /** Waits until so many messages run, and returns the processes that run them. */
    private Set<Long> runningIn(int number) throws IOException {
        Set<Long> pids = new TreeSet<>();
        for (int i = 0; i < number; i++) {
            Path file = file(i);
            await().atMost(PATIENCE).until(() -> Files.exists(file));
            pids.add(Long.parseLong(Files.readString(file)));
        }
        return pids;
    }

    @Test
    void a_process_is_added_only_when_all_are_busy_and_let_go_when_it_is_idle() throws Exception {
        alsek.processPool(workshop().processes(1, 2).threads(2).idleAfter(Duration.ofSeconds(1)))
                .start();

        List<TaskHandle<@Nullable Void>> first = submitPatient(0, 2);
        Set<Long> one = runningIn(2);
        assertThat(one).as("one process runs two").hasSize(1);
        first.addAll(submitPatient(2, 4));
        Set<Long> two = runningIn(4);
        assertThat(two).as("a third needs a second process").hasSize(2).containsAll(one);
        first.forEach(TaskHandle::cancel);

        two.removeAll(one);
        ProcessHandle added = ProcessHandle.of(two.iterator().next()).orElseThrow();
        await().atMost(PATIENCE).until(() -> !added.isAlive());
        assertThat(alsek.submit(WorkshopTasks.PID).await(PATIENCE))
                .isEqualTo(one.iterator().next());
    }

    @Test
    void a_process_is_replaced_after_so_many_messages() throws Exception {
        alsek.processPool(workshop().processes(1).recycleAfter(2)).start();

        List<Long> pids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pids.add(alsek.submit(WorkshopTasks.PID).await(PATIENCE));
        }

        assertThat(pids.get(1)).isEqualTo(pids.get(0));
        assertThat(pids.get(3)).isEqualTo(pids.get(2));
        assertThat(new TreeSet<>(pids)).hasSize(3);
        await().atMost(PATIENCE)
                .until(() -> ProcessHandle.of(pids.get(0))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
    }

    @Test
    void a_process_that_dies_while_it_is_idle_is_replaced() throws Exception {
        alsek.processPool(workshop().processes(1)).start();
        long first = alsek.submit(WorkshopTasks.PID).await(PATIENCE);

        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE)
                .until(() ->
                        ProcessHandle.of(first).filter(ProcessHandle::isAlive).isEmpty());

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alsek.submit(WorkshopTasks.PID, null).await(PATIENCE))
                                .isNotEqualTo(first));
    }

    @Test
    void alone_in_its_process_a_message_runs_in_the_main_thread() throws Exception {
        alsek.processPool(workshop().processes(1)).start();

        assertThat(alsek.submit(WorkshopTasks.THREAD).await(PATIENCE)).isEqualTo("main");
    }

    @Test
    void among_others_it_runs_in_the_main_thread_if_it_asks_for_it() throws Exception {
        alsek.processPool(workshop().processes(1).threads(2)).name("shop").start();

        assertThat(alsek.submit(WorkshopTasks.THREAD).await(PATIENCE)).startsWith("shop-");
        assertThat(alsek.submit(WorkshopTasks.THREAD, null, options -> options.mainThread(true))
                        .await(PATIENCE))
                .isEqualTo("main");
    }

    @Test
    void many_messages_run_in_few_processes() throws Exception {
        WorkerPool pool = alsek.processPool(workshop().processes(2).threads(3)).start();
        List<Integer> numbers = new ArrayList<>();
        List<Integer> doubled = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            numbers.add(i);
            doubled.add(2 * i);
        }

        List<TaskHandle<Integer>> handles = alsek.submitAll(WorkshopTasks.DOUBLE, numbers);

        List<Integer> results = new ArrayList<>();
        for (TaskHandle<Integer> handle : handles) {
            results.add(handle.await(PATIENCE));
        }
        assertThat(results).isEqualTo(doubled);
        await().atMost(PATIENCE).until(() -> pool.running() == 0);
    }
}
