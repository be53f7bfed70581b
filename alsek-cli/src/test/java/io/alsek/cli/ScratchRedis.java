package io.alsek.cli;

import io.alsek.redis.RedisBackend;
import io.alsek.spi.BackendException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The real server that the tests of this module share: {@code ALSEK_TEST_REDIS_URL}, {@code redis-server} on the path, or
 * the one that embedded-redis contains. Each test has a namespace of its own.
 */
final class ScratchRedis {

    private ScratchRedis() {}

    static String url() {
        return Holder.URL;
    }

    static String newNamespace() {
        return "test-" + UUID.randomUUID();
    }

    private static final class Holder {

        static final String URL = find();

        private static String find() {
            String given = System.getenv("ALSEK_TEST_REDIS_URL");
            return given == null ? start() : given;
        }
    }

    private static String start() {
        int port = freePort();
        List<String> command = List.of(
                "sh",
                "-c",
                // The server runs beside the shell, which waits for its own input to end: with this process.
                "\"$@\" > log 2>&1 & pid=$!; cat > /dev/null; kill -9 $pid",
                "sh",
                binary(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "");
        try {
            Path directory = Files.createTempDirectory("alsek-cli-redis");
            Process shell =
                    new ProcessBuilder(command).directory(directory.toFile()).start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(shell, directory)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String url = "redis://127.0.0.1:" + port;
        Awaitility.await("Redis at " + url)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .ignoreException(BackendException.class)
                .until(() -> answers(url));
        return url;
    }

    private static void end(Process shell, Path directory) {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean answers(String url) {
        try (RedisBackend backend = RedisBackend.builder().url(url).build()) {
            return backend.administration().queues().isEmpty();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String binary() {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, "redis-server");
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return unpacked();
    }

    private static String unpacked() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean arm = machine.contains("aarch64") || machine.contains("arm64");
        String name = system.contains("mac")
                ? "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64")
                : arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        try (InputStream in = ScratchRedis.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException("There is no redis-server on the path, and embedded-redis has no "
                        + name + "; install Redis, or set ALSEK_TEST_REDIS_URL");
            }
            Path file = Files.createTempFile("redis-server", "");
            file.toFile().deleteOnExit();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            if (!file.toFile().setExecutable(true)) {
                throw new IllegalStateException("Cannot make " + file + " executable");
            }
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
