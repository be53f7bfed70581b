package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.maths.MathTasks;
import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the distribution, among jars as the distribution has them. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path LAUNCHER = Path.of("src/main/dist/bin/alsek");
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    @TempDir
    private Path home;

    private final String namespace = ScratchRedis.newNamespace();

    @BeforeEach
    void unpack() throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(LAUNCHER, home.resolve("bin/alsek"), StandardCopyOption.COPY_ATTRIBUTES);
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path target = home.resolve("lib/" + ++number + ".jar");
            if (Files.isDirectory(Path.of(entry))) {
                zip(Path.of(entry), target);
            } else if (entry.endsWith(".jar")) {
                Files.copy(Path.of(entry), target);
            }
        }
    }

    @AfterEach
    void clear() {
        try (RedisBackend backend = backend()) {
            backend.clear();
        }
    }

    private RedisBackend backend() {
        return RedisBackend.builder()
                .url(ScratchRedis.url())
                .namespace(namespace)
                .build();
    }

    private static void zip(Path root, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(root)) {
            for (Path each : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                zip.putNextEntry(new ZipEntry(root.relativize(each).toString()));
                Files.copy(each, zip);
            }
        }
    }

    private Process start(Path launcher, String javaOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(home.resolve("output").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ALSEK_CDS", home.resolve("cache").toString());
        builder.environment().put("ALSEK_JAVA_OPTS", javaOptions);
        builder.environment().put("ALSEK_REDIS", ScratchRedis.url());
        builder.environment().put("ALSEK_NAMESPACE", namespace);
        return builder.start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The program does not end");
        }
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(home.resolve("output"));
    }

    /** Starts a pool, lets it double a number, and stops it. */
    private void work(String javaOptions) throws Exception {
        Process pool = start(home.resolve("bin/alsek"), javaOptions, "thread-pool", "com.example.maths");
        try (Alsek alsek = Alsek.on(backend())) {
            assertThat(alsek.submit(MathTasks.DOUBLE, 21).await(PATIENCE))
                    .as("the double of 21")
                    .isEqualTo(42);
            pool.destroy();
            assertThat(exitCode(pool)).as(output()).isZero();
        } finally {
            pool.destroyForcibly();
        }
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("There is no archive"));
        }
    }

    @Test
    void aPoolLeavesAnArchiveThatTheNextOneUses() throws Exception {
        work("");
        assertThat(archive()).isNotEmptyFile();
        assertThat(output()).doesNotContain("[cds]");

        Path loaded = home.resolve("loaded");
        work("-Xlog:class+load:file=" + loaded);
        assertThat(Files.readString(loaded))
                .containsPattern("io\\.alsek\\.cli\\.ThreadPoolCommand source: shared objects file");

        Path archive = archive();
        Files.delete(archive);
        Files.write(archive, new byte[100]); // as one that was not finished
        work("");
        assertThat(archive).isNotEmptyFile();
        assertThat(Files.size(archive)).isGreaterThan(100);
    }

    @Test
    void itIsFoundThroughALinkAndPassesTheExitCode() throws Exception {
        Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("bin/alsek"));

        assertThat(exitCode(start(link, "", "--version"))).isZero();
        assertThat(output()).startsWith("alsek ");
        assertThat(exitCode(start(link, "", "queues", "--nonsense"))).isEqualTo(2);
        assertThat(output()).contains("Unknown option: '--nonsense'");
    }

    @Test
    void itSaysWhenThereIsNoJava() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/alsek").toString(), "--version");
        builder.environment().put("JAVA_HOME", home.resolve("no-java").toString());
        Process launcher = builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();

        assertThat(exitCode(launcher)).isEqualTo(1);
        assertThat(output()).contains("no-java/bin/java was not found; install Java 17 or later, or set JAVA_HOME");
    }
}
