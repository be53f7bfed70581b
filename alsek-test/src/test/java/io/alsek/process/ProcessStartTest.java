package io.alsek.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.TaskProvider;
import io.alsek.worker.WorkerPool;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is wrong with a process pool is found when it is made, or when it starts, and then nothing runs. */
class ProcessStartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Alsek alsek = Alsek.on(new MemoryBackend());

    @AfterEach
    void close() {
        alsek.close();
    }

    @Nested
    class WhenItIsMade {

        @Test
        void a_provider_that_is_not_there() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.processPool(ProcessOptions.of(List.of("com.example.Nowhere"))))
                    .withMessageContaining("com.example.Nowhere is not on the class path of this process");
        }

        @Test
        void a_class_that_is_no_provider() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.processPool(ProcessOptions.of(List.of("java.lang.String"))))
                    .withMessageContaining("java.lang.String, loaded in this process, is no")
                    .withMessageContaining("TaskProvider");
        }

        @Test
        void a_provider_that_cannot_be_made() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.processPool(ProcessOptions.of(BrokenTasks.Private.class)))
                    .withMessageContaining("make it public and concrete, with a public constructor");
        }

        @Test
        void no_provider() {
            assertThatIllegalArgumentException().isThrownBy(() -> ProcessOptions.of(List.of()));
        }

        @Test
        void a_function_that_cannot_be_sent_to_another_process() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.processPool(ProcessOptions.of(WorkshopTasks.class))
                            .handle(ContextTasks.INCREMENT, number -> number + 1))
                    .withMessageContaining("A function cannot be sent to another process")
                    .withMessageContaining("TaskProvider");
        }

        @Test
        void a_size_that_contradicts_processes_and_threads() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.processPool(ProcessOptions.of(WorkshopTasks.class))
                            .size(3))
                    .withMessageContaining("processes times their threads");
        }

        @Test
        void numbers_that_make_no_sense() {
            ProcessOptions options = ProcessOptions.of(WorkshopTasks.class);

            assertThatIllegalArgumentException().isThrownBy(() -> options.processes(0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.processes(3, 2))
                    .withMessageContaining("the floor is 3 and the ceiling 2");
            assertThatIllegalArgumentException().isThrownBy(() -> options.threads(0));
            assertThatIllegalArgumentException().isThrownBy(() -> options.recycleAfter(-1));
            assertThatIllegalArgumentException().isThrownBy(() -> options.maxHeap(1));
            assertThatIllegalArgumentException().isThrownBy(() -> options.idleAfter(Duration.ZERO));
            assertThatIllegalArgumentException().isThrownBy(() -> options.startPatience(Duration.ofSeconds(-1)));
        }

        @Test
        void its_size_is_its_processes_times_their_threads() {
            WorkerPool pool = alsek.processPool(ProcessOptions.of(WorkshopTasks.class)
                            .processes(1, 3)
                            .threads(5))
                    .build();

            assertThat(pool.size()).isEqualTo(15);
        }
    }

    @Nested
    class WhenItStarts {

        private void assertFails(Class<? extends TaskProvider> provider, String... words) {
            assertFails(ProcessOptions.of(provider).jvmArguments(BrokenTasks.CHILD_ARGUMENT), words);
        }

        private void assertFails(ProcessOptions options, String... words) {
            String mark = "-Dalsek.test.mark=" + UUID.randomUUID();
            WorkerPool pool = alsek.processPool(options.processes(2).jvmArguments(mark))
                    .name("broken")
                    .build();

            assertThatExceptionOfType(ChildProcessException.class)
                    .isThrownBy(pool::start)
                    .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
            assertThat(ProcessHandle.current()
                            .descendants()
                            .filter(process -> Arrays.asList(
                                            process.info().arguments().orElse(new String[0]))
                                    .contains(mark)))
                    .as("processes that are left")
                    .isEmpty();
            assertThat(pool.stop(PATIENCE)).isTrue();
        }

        @Test
        void a_static_initializer_that_throws_in_the_child() {
            assertFails(
                    BrokenTasks.FailsToInitialize.class,
                    "The child processes of the pool \"broken\" cannot start: ",
                    BrokenTasks.FailsToInitialize.class.getName(),
                    "cannot be initialized in the child process",
                    "no licence found");
        }

        @Test
        void a_provider_that_throws_in_the_child() {
            assertFails(BrokenTasks.FailsToSupply.class, "failed in the child process", "no database found");
        }

        @Test
        void a_child_that_knows_other_tasks() {
            assertFails(BrokenTasks.Forgets.class, "do not know the tasks [here]", "the same class path");
        }

        @Test
        void a_child_that_ends_before_it_is_ready() {
            assertFails(BrokenTasks.Exits.class, "exited with the code 5");
        }

        @Test
        void a_child_that_is_never_ready() {
            assertFails(
                    ProcessOptions.of(BrokenTasks.Hangs.class)
                            .jvmArguments(BrokenTasks.CHILD_ARGUMENT)
                            .startPatience(Duration.ofMillis(700)),
                    "was not ready within PT0.7S");
        }

        @Test
        void a_child_whose_class_path_lacks_the_tasks() throws URISyntaxException {
            String own = System.getProperty("java.class.path");
            String here = Path.of(ProcessStartTest.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            String without = String.join(
                    File.pathSeparator,
                    List.of(own.split(File.pathSeparator)).stream()
                            .filter(entry -> !entry.startsWith(here))
                            .toList());

            assertFails(
                    ProcessOptions.of(WorkshopTasks.class).classPath(without),
                    WorkshopTasks.class.getName() + " is not on the class path of the child process");
        }

        @Test
        void a_jvm_that_refuses_its_arguments() {
            assertFails(
                    ProcessOptions.of(WorkshopTasks.class).jvmArguments("-XX:NoSuchThing"),
                    "exited with the code 1",
                    "its last words",
                    "NoSuchThing");
        }

        @Test
        void an_initializer_that_throws() {
            assertFails(
                    ProcessOptions.of(WorkshopTasks.class).initializer(BrokenTasks.FailingInitializer.class),
                    "The initializer " + BrokenTasks.FailingInitializer.class.getName()
                            + " failed in the child process",
                    "java.lang.IllegalStateException: no key found");
        }

        @Test
        void starting_twice() {
            WorkerPool pool = alsek.processPool(
                            ProcessOptions.of(WorkshopTasks.class).processes(1))
                    .start();

            assertThatIllegalStateException().isThrownBy(pool::start).withMessageContaining("started already");
        }
    }

    @Test
    void jvm_arguments_environment_and_initializer_reach_the_child() throws Exception {
        alsek.processPool(ProcessOptions.of(SettingTasks.class)
                        .processes(1)
                        .jvmArguments("-Dshop=open")
                        .environment(Map.of("SHOP_CITY", "Ulm"))
                        .initializer(SettingTasks.Prepared.class))
                .name("shop")
                .start();

        assertThat(alsek.submit(SettingTasks.SETTINGS).await(PATIENCE))
                .isEqualTo(List.of("open", "Ulm", "prepared", "shop"));
    }
}
