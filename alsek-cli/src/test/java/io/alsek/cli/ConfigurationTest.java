package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    @TempDir
    private Path directory;

    private final String namespace = ScratchRedis.newNamespace();
    private final Program program = new Program();

    private Path file(String... lines) throws IOException {
        return Files.writeString(directory.resolve("alsek.properties"), String.join("\n", lines));
    }

    @AfterEach
    void clear() {
        try (RedisBackend backend = RedisBackend.builder()
                .url(ScratchRedis.url())
                .namespace(namespace)
                .build()) {
            backend.clear();
        }
    }

    private boolean isPausedHere(String queue) {
        try (Alsek alsek = Alsek.on(RedisBackend.builder()
                .url(ScratchRedis.url())
                .namespace(namespace)
                .build())) {
            return alsek.queues().counts(queue).paused();
        }
    }

    @Test
    void aFileSaysWhatOptionsDoNot() throws IOException {
        Path file = file("redis=" + ScratchRedis.url(), "namespace=" + namespace, "queues.json=true");

        assertThat(program.run("queues", "pause", "q", "--config", file.toString()))
                .isZero();

        assertThat(isPausedHere("q")).isTrue();
        assertThat(program.run("queues", "--config=" + file)).isZero();
        assertThat(program.out()).startsWith("[{");
    }

    @Test
    void theEnvironmentCountsMoreThanAFileAndAnOptionMost() throws IOException {
        Path file = file("redis=redis://127.0.0.1:1", "namespace=not-this-one");
        program.with("ALSEK_CONFIG", file.toString())
                .with("ALSEK_REDIS", ScratchRedis.url())
                .with("ALSEK_NAMESPACE", "nor-this-one");

        assertThat(program.run("queues", "pause", "q", "--namespace", namespace))
                .isZero();

        assertThat(isPausedHere("q")).isTrue();
    }

    @Test
    void whatIsSaidOfACommandCountsMoreThanWhatIsSaidOfAll() throws IOException {
        Path file =
                file("redis=redis://127.0.0.1:1", "queues.pause.redis=" + ScratchRedis.url(), "namespace=" + namespace);

        assertThat(program.run("queues", "pause", "q", "--config", file.toString()))
                .isZero();
        assertThat(program.run("queues", "--config", file.toString())).isEqualTo(1);
    }

    @Test
    void aSwitchThatIsOnAnywayStaysOn() throws IOException {
        Path file = file("redis=" + ScratchRedis.url(), "namespace=" + namespace, "json=true");

        assertThat(program.run("queues", "--json", "--config", file.toString())).isZero();

        assertThat(program.out()).isEqualToIgnoringNewLines("[]");
    }

    @Test
    void aNameThatNoCommandKnowsIsAnError() throws IOException {
        Path file = file("thread-pool.threads=4", "thread-pool.treads=4", "redsi=x");

        assertThat(program.run("queues", "--config", file.toString())).isEqualTo(2);

        assertThat(program.err()).contains("sets redsi, thread-pool.treads, which no command knows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread-pool.threads=many", "thread-pool.lease=long", "log-level=loud"})
    void aValueThatMakesNoSenseIsAnError(String line) throws IOException {
        assertThat(program.run(
                        "thread-pool",
                        "com.example.maths",
                        "--config",
                        file(line).toString()))
                .isEqualTo(2);
        assertThat(program.err()).contains(line.substring(line.indexOf('=') + 1));
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        assertThat(program.run("queues", "--config", directory.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(program.err()).contains("configuration file", "none", "cannot be read");
    }

    @Test
    void passwordsAreNotPrinted() throws IOException {
        Path file = file("redis=redis://user:secret@127.0.0.1:1");

        program.run("queues", "--config", file.toString());
        assertThat(program.err()).contains("127.0.0.1:1").doesNotContain("secret");
        program.with("ALSEK_REDIS", "redis://user:secret@[::1");
        program.run("queues");
        assertThat(program.err()).contains("is not a URL of Redis").doesNotContain("secret");
        program.run("queues", "redis://user:secret@localhost");
        assertThat(program.err()).contains("Unmatched argument").doesNotContain("secret");
        program.run("thread-pool", "--help");
        assertThat(program.out()).contains("--redis").doesNotContain("secret");
    }
}
