package com.example.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/quickstart.md tells to do, and sees what it says is seen. */
class QuickStartTest {

    private static final Path CLASSES = Path.of("target", "classes");

    @TempDir
    private Path directory;

    @Test
    void aWorkerPoolOfTheCommandLineAddsWhatAProducerSubmits() throws Exception {
        try (RedisServer redis = new RedisServer(directory)) {
            String whole = CLASSES + File.pathSeparator + library();
            Process producer = java("producer", redis, whole, Producer.class.getName());
            Process pool = java(
                    "pool",
                    redis,
                    library(),
                    "io.alsek.cli.Main",
                    "thread-pool",
                    "com.example.quickstart",
                    "--class-path",
                    CLASSES.toString());
            try {
                assertThat(producer.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(Files.readString(directory.resolve("producer")))
                        .containsPattern("Submitted Message\\(id='[-0-9a-f]+', queue='math_ops', task='add'\\)")
                        .contains("1 + 1 = 2");
                pool.destroy();
                assertThat(pool.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(pool.exitValue()).isZero();
            } finally {
                producer.destroyForcibly();
                pool.destroyForcibly();
            }
        }
    }

    /** The libraries, without the classes of this project: these the pool is told of. */
    private static String library() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Process java(String name, RedisServer redis, String classPath, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ALSEK_REDIS", redis.url);
        return builder.redirectOutput(directory.resolve(name).toFile()).start();
    }
}
