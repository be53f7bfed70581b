package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.maths.MathTasks;
import io.alsek.Alsek;
import io.alsek.message.Arguments;
import io.alsek.message.Mechanism;
import io.alsek.redis.RedisBackend;
import io.alsek.schedule.Interval;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools as processes of their own, on a real Redis. */
class PoolCommandsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ONLINE = "is online";

    private final String namespace = ScratchRedis.newNamespace();
    private final Alsek alsek = Alsek.builder(RedisBackend.builder()
                    .url(ScratchRedis.url())
                    .namespace(namespace)
                    .build())
            .build();

    @AfterEach
    void clear() {
        alsek.broker().backend().clear();
        alsek.close();
    }

    private ProgramProcess start(String command, String... more) {
        String[] server = {command, "--redis", ScratchRedis.url(), "--namespace", namespace};
        String[] all = new String[server.length + more.length];
        System.arraycopy(server, 0, all, 0, server.length);
        System.arraycopy(more, 0, all, server.length, more.length);
        return ProgramProcess.start(all);
    }

    @Test
    void aThreadPoolRunsTheTasksOfAPackageUntilItIsToldToStop() throws Exception {
        TaskHandle<Integer> four = alsek.submit(MathTasks.DOUBLE, 2);
        try (ProgramProcess pool = start("thread-pool", "com.example.maths")) {
            assertThat(four.await(PATIENCE)).isEqualTo(4);
            pool.terminate();
            assertThat(pool.exitCode()).isZero();
            assertThat(pool.output())
                    .contains(
                            ONLINE,
                            "[INFO]",
                            "Received Message(id='" + four.id(),
                            "Successfully processed",
                            "is offline");
        }
    }

    @Test
    void itSeesToSchedulesIfAskedToAlsoForTasksOfOthers() throws Exception {
        Task<Void, Void> report = Task.named("report").queue("reports").build();
        alsek.schedule(report, Interval.every(Duration.ofMillis(100)));
        alsek.schedules().stop();
        long before = alsek.queues().counts("reports").ready();
        try (ProgramProcess pool = start("thread-pool", "com.example.maths", "--schedules")) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> alsek.queues().counts("reports").ready() > before + 3);
            pool.terminate();
            assertThat(pool.exitCode()).isZero();
        }
    }

    @Test
    void itLogsAsMuchAsAskedFor() throws Exception {
        TaskHandle<Integer> four = alsek.submit(MathTasks.DOUBLE, 2);
        try (ProgramProcess pool = start("thread-pool", "com.example.maths", "--log-level", "warn")) {
            assertThat(four.await(PATIENCE)).isEqualTo(4);
            pool.terminate();
            assertThat(pool.exitCode()).isZero();
            assertThat(pool.output()).isEmpty();
        }
    }

    @Test
    void anAsyncPoolRunsTheAsynchronousOnes() throws Exception {
        Task<Arguments, Integer> negate = Task.named("negate")
                .arguments()
                .output(Integer.class)
                .mechanism(Mechanism.ASYNC)
                .queue("math_ops")
                .build();
        try (ProgramProcess pool = start("async-pool", "com.example.maths", "--slots", "3")) {
            TaskHandle<Integer> result = alsek.submit(negate, Arguments.of(7));
            assertThat(result.await(PATIENCE)).isEqualTo(-7);
            pool.terminate();
            assertThat(pool.exitCode()).isZero();
        }
    }

    @Test
    void aProcessPoolRunsThoseThatAskForAProcess() throws Exception {
        Task<Arguments, Long> whereAmI = Task.named("whereAmI")
                .arguments()
                .output(Long.class)
                .mechanism(Mechanism.PROCESS)
                .queue("math_ops")
                .build();
        try (ProgramProcess pool = start("process-pool", "com.example.maths", "--processes", "1")) {
            TaskHandle<Long> child = alsek.submit(whereAmI, Arguments.NONE);
            assertThat(child.await(PATIENCE)).isNotEqualTo(pool.pid());
            pool.awaitOutput("in a child");
            pool.terminate();
            assertThat(pool.exitCode()).isZero();
            assertThat(pool.output()).contains(child.id() + ": in a child");
        }
    }

    @Test
    void childProcessesFindTheTasksOfTheUserToo(@TempDir Path directory) throws Exception {
        Path classes = compileGreetings(directory, "mechanism = io.alsek.message.Mechanism.PROCESS");
        Task<Arguments, String> greet = Task.named("greet")
                .arguments()
                .output(String.class)
                .mechanism(Mechanism.PROCESS)
                .build();
        TaskHandle<String> hello = alsek.submit(greet, Arguments.of("you"));

        try (ProgramProcess pool =
                start("process-pool", "org.greetings", "--processes", "1", "--class-path", classes.toString())) {
            assertThat(hello.await(PATIENCE)).isEqualTo("Hello, you");
            assertThat(pool.output()).contains(ONLINE);
        }
    }

    @Test
    void tasksComeFromTheClassPathOfTheUser(@TempDir Path directory) throws Exception {
        Path classes = compileGreetings(directory, "");
        Task<Arguments, String> greet =
                Task.named("greet").arguments().output(String.class).build();
        TaskHandle<String> hello = alsek.submit(greet, Arguments.of("you"));

        try (ProgramProcess pool = start("thread-pool", "org.greetings", "--class-path", classes.toString())) {
            assertThat(hello.await(PATIENCE)).isEqualTo("Hello, you");
            assertThat(pool.output()).contains(ONLINE);
        }
    }

    private static Path compileGreetings(Path directory, String settings) throws IOException {
        Path source = Files.writeString(
                directory.resolve("Greetings.java"),
                "package org.greetings; public class Greetings { @io.alsek.task.AlsekTask(" + settings
                        + ") static String greet(String name) { return \"Hello, \" + name; } }");
        Path classes = Files.createDirectory(directory.resolve("classes"));
        int failures = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-parameters", "-d", classes.toString(), source.toString());
        assertThat(failures).isZero();
        return classes;
    }

    @Test
    void onlyTheNamedQueuesAndTasksAreTaken() throws Exception {
        TaskHandle<Integer> elsewhere = alsek.submit(MathTasks.DOUBLE, 3, options -> options.queue("other"));
        TaskHandle<?> notNamed = alsek.submit(
                Task.named("add")
                        .arguments()
                        .output(Integer.class)
                        .queue("math_ops")
                        .build(),
                Arguments.of(1, 2));
        TaskHandle<Integer> taken = alsek.submit(MathTasks.DOUBLE, 4);
        try (ProgramProcess pool =
                start("thread-pool", "com.example.maths", "--queues", "math_ops", "--tasks", "double,hang")) {
            assertThat(taken.await(PATIENCE)).isEqualTo(8);
            pool.terminate();
            assertThat(pool.exitCode()).isZero();
        }
        assertThat(alsek.queues().counts("other").ready()).isEqualTo(1);
        assertThat(alsek.queues().waitingByTask("math_ops")).isEqualTo(Map.of("add", 1L));
        assertThat(List.of(elsewhere.id(), notNamed.id())).doesNotContain(taken.id());
    }

    @Test
    void aSecondSignalEndsItAtOnce() {
        submitHang();
        try (ProgramProcess pool = start("thread-pool", "com.example.maths")) {
            pool.awaitOutput("hang begins");
            pool.terminate();
            pool.awaitOutput("Told to stop: 1 tasks may go on");
            pool.terminate();
            assertThat(pool.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void tasksThatDoNotEndInTimeAreInterruptedAndGivenBack() {
        TaskHandle<?> hang = submitHang();
        try (ProgramProcess pool = start("thread-pool", "com.example.maths", "--patience", "100ms")) {
            pool.awaitOutput("hang begins");
            pool.terminate();
            assertThat(pool.exitCode()).isEqualTo(1);
            assertThat(pool.output()).contains("interrupts 1 tasks that did not finish within PT0.1S");
        }
        assertThat(alsek.queues().counts("endless").ready()).isEqualTo(1);
        assertThat(alsek.queues().locate(hang.id())).isPresent();
    }

    private TaskHandle<?> submitHang() {
        return alsek.submit(Task.named("hang").arguments().queue("endless").build(), Arguments.NONE);
    }

    @Test
    void anEnvironmentThatIsWrongEndsItBeforeItBegins() throws IOException {
        try (ProgramProcess pool =
                ProgramProcess.start("thread-pool", "com.example.maths", "--redis", "redis://:secret@127.0.0.1:1")) {
            assertThat(pool.exitCode()).isEqualTo(1);
            assertThat(pool.output()).contains("alsek thread-pool: Redis at redis://127.0.0.1:1", "is it running");
            assertThat(pool.output()).doesNotContain("secret", ONLINE);
        }
    }
}
