package io.alsek.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.memory.MemoryBackend;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.task.Task;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import io.alsek.worker.WorkerPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How child processes are ended, and what becomes of what they ran. */
class ProcessEndTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Alsek alsek = Alsek.on(new MemoryBackend());

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        alsek.close();
    }

    private String file() {
        return directory.resolve("pid").toString();
    }

    /** The child that wrote its process id to the file. */
    private ProcessHandle child() throws Exception {
        Path file = Path.of(file());
        await().atMost(PATIENCE).until(() -> Files.exists(file));
        return ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
    }

    private WorkerPool startOne() {
        return alsek.processPool(ProcessOptions.of(WorkshopTasks.class).processes(1))
                .start();
    }

    private TaskHandle<@Nullable Void> submit(Task<String, @Nullable Void> task, Duration timeout) {
        return alsek.submit(task, file(), options -> options.timeout(timeout));
    }

    @Nested
    class BecauseOfATimeout {

        private static final Duration TIMEOUT = Duration.ofSeconds(1);

        /** What is promised: the timeout, the patience between SIGTERM and SIGKILL, and half a second. */
        private static final Duration GONE_AFTER =
                TIMEOUT.plus(ChildProcess.KILL_PATIENCE).plusMillis(500);

        @Test
        void a_handler_in_an_endless_loop_is_killed_and_its_attempt_fails() throws Exception {
            startOne();

            TaskHandle<@Nullable Void> hung = submit(WorkshopTasks.BUSY, TIMEOUT);
            ProcessHandle child = child();
            Instant begun = Files.getLastModifiedTime(Path.of(file())).toInstant();
            child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            assertThat(Duration.between(begun, Instant.now())).isLessThan(GONE_AFTER);
            assertThatThrownBy(() -> hung.await(PATIENCE))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("did not finish within PT1S");
        }

        @Test
        void the_pool_goes_on_in_another_process() throws Exception {
            startOne();
            submit(WorkshopTasks.BUSY, TIMEOUT);
            long killed = child().pid();

            assertThat(alsek.submit(WorkshopTasks.PID).await(PATIENCE)).isNotEqualTo(killed);
        }

        @Test
        void a_handler_that_obeys_its_interruption_keeps_its_process_alive() throws Exception {
            startOne();

            TaskHandle<@Nullable Void> late = submit(WorkshopTasks.PATIENT, TIMEOUT);

            assertThatThrownBy(() -> late.await(PATIENCE)).hasMessageContaining("did not finish within PT1S");
            assertThat(alsek.submit(WorkshopTasks.PID).await(PATIENCE)).isEqualTo(child().pid());
        }

        @Test
        @DisabledOnOs(OS.WINDOWS)
        void a_process_that_does_not_even_read_what_it_is_to_run_is_killed() throws Exception {
            startOne();
            long frozen = alsek.submit(WorkshopTasks.PID).await(PATIENCE);
            assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(frozen))
                            .start()
                            .waitFor())
                    .isZero();
            String more = "x".repeat(500_000); // than a pipe takes

            TaskHandle<@Nullable Void> handle =
                    alsek.submit(WorkshopTasks.BUSY, more, options -> options.timeout(TIMEOUT));

            assertThatThrownBy(() -> handle.await(PATIENCE)).hasMessageContaining("did not finish within PT1S");
            assertThat(alsek.submit(WorkshopTasks.PID).await(PATIENCE)).isNotEqualTo(frozen);
        }

        @Test
        void what_else_ran_in_the_process_is_given_back_and_runs_elsewhere() throws Exception {
            alsek.processPool(
                            ProcessOptions.of(WorkshopTasks.class).processes(1).threads(2))
                    .start();
            Path other = directory.resolve("other");
            TaskHandle<@Nullable Void> neighbour = alsek.submit(WorkshopTasks.PATIENT, other.toString());
            await().atMost(PATIENCE).until(() -> Files.exists(other));
            String first = Files.readString(other);

            submit(WorkshopTasks.BUSY, TIMEOUT);

            await().atMost(PATIENCE).until(() -> !Files.readString(other).equals(first));
            assertThat(neighbour.status()).isEqualTo(TaskStatus.RUNNING);
            assertThat(alsek.broker().sync(new MessageKey(neighbour.message().queue(), neighbour.id())))
                    .hasValueSatisfying(
                            message -> assertThat(message.history().retries()).isZero());
            neighbour.cancel();
        }
    }

    @Nested
    class BecauseOfARevocation {

        @Test
        void a_handler_in_an_endless_loop_is_killed_and_its_message_is_dead() throws Exception {
            startOne();
            TaskHandle<@Nullable Void> revoked = submit(WorkshopTasks.BUSY, Duration.ofHours(1));
            ProcessHandle child = child();

            revoked.cancel();

            child.onExit().get(5, TimeUnit.SECONDS);
            assertThatThrownBy(() -> revoked.await(PATIENCE))
                    .isInstanceOfSatisfying(
                            TaskFailedException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(DeathReason.REVOKED));
        }
    }

    @Nested
    class BecauseThePoolStops {

        @Test
        void a_handler_in_an_endless_loop_is_killed_and_its_message_goes_back() throws Exception {
            WorkerPool pool = startOne();
            TaskHandle<@Nullable Void> running = submit(WorkshopTasks.BUSY, Duration.ofHours(1));
            ProcessHandle child = child();

            assertThat(pool.stop(Duration.ZERO)).isFalse();

            assertThat(child.isAlive()).isFalse();
            assertThat(running.status()).isEqualTo(TaskStatus.SUBMITTED);
        }

        @Test
        void idle_children_end_at_once() throws Exception {
            WorkerPool pool = startOne();
            long pid = alsek.submit(WorkshopTasks.PID).await(PATIENCE);

            assertThat(pool.stop(PATIENCE)).isTrue();

            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Nested
    class OfItself {

        @Test
        void a_process_that_exits_is_a_failed_attempt_with_its_code_and_the_next_one_runs_in_another()
                throws Exception {
            List<String> failures = new CopyOnWriteArrayList<>();
            alsek.addListener(event -> {
                if (event instanceof TaskEvent.Retrying retrying) {
                    failures.add(retrying.message().history().failure().summary());
                }
            });
            startOne();

            assertThat(alsek.submit(WorkshopTasks.EXIT, 7).await(PATIENCE)).isEqualTo(2);

            assertThat(failures)
                    .singleElement(STRING)
                    .containsPattern("ChildProcessException: The child process \\d+ exited with the code 7");
        }

        @Test
        void a_process_that_is_killed_from_outside_is_a_failed_attempt_with_its_signal() throws Exception {
            startOne();
            TaskHandle<@Nullable Void> handle = submit(WorkshopTasks.BUSY, Duration.ofHours(1));

            child().destroyForcibly();

            assertThatThrownBy(() -> handle.await(PATIENCE))
                    .hasMessageContaining("ChildProcessException")
                    .hasMessageContaining("was killed by signal 9 (SIGKILL");
        }

        @Test
        @DisabledOnOs(OS.WINDOWS)
        void the_signals_of_a_terminal_are_left_to_the_parent() throws Exception {
            startOne();
            long pid = alsek.submit(WorkshopTasks.PID).await(PATIENCE);

            for (String signal : List.of("-INT", "-HUP")) {
                Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
                assertThat(kill.waitFor()).isZero();
            }

            assertThat(alsek.submit(WorkshopTasks.PID).await(PATIENCE)).isEqualTo(pid);
        }

        @Test
        void a_process_that_runs_out_of_memory_is_a_failed_attempt_that_says_so() {
            alsek.processPool(
                            ProcessOptions.of(WorkshopTasks.class).processes(1).maxHeap(32 << 20))
                    .start();

            TaskHandle<Integer> handle = alsek.submit(WorkshopTasks.HOG);

            assertThatThrownBy(() -> handle.await(PATIENCE))
                    .hasMessageContaining("ran out of memory")
                    .hasMessageContaining("java.lang.OutOfMemoryError");
        }
    }
}
