package io.alsek.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A Redis to be measured: the one named, or a process of our own without persistence. */
final class ScratchRedis implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(10);

    private final URI uri;
    private final @Nullable Process process;
    private final @Nullable Path directory;

    /** Takes a URL, or {@code null} to start the {@code redis-server} on the path. */
    ScratchRedis(@Nullable String url) throws IOException, InterruptedException {
        if (url != null) {
            uri = URI.create(url);
            process = null;
            directory = null;
            return;
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path scratch = Files.createTempDirectory("alsek-bench");
        Process started = new ProcessBuilder(List.of(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        scratch.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started, scratch)));
        process = started;
        directory = scratch;
        uri = URI.create("redis://127.0.0.1:" + port);
        awaitAnswer();
    }

    private void awaitAnswer() throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try (RedisClient client = RedisClient.create(uri)) {
                client.ping();
                return;
            } catch (JedisConnectionException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("Redis does not answer at " + uri, e);
                }
                Thread.sleep(50);
            }
        }
    }

    URI uri() {
        return uri;
    }

    /** {@return a figure of {@code INFO}} */
    long info(String section, String field) {
        try (RedisClient client = RedisClient.create(uri)) {
            return client.info(section)
                    .lines()
                    .filter(line -> line.startsWith(field + ":"))
                    .map(line -> line.substring(field.length() + 1).strip())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("INFO has no " + field));
        }
    }

    /** {@return how many scripts were called so far} */
    long scripts() {
        try (RedisClient client = RedisClient.create(uri)) {
            return client.info("commandstats")
                    .lines()
                    .filter(line -> line.startsWith("cmdstat_evalsha:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                    .sum();
        }
    }

    /** {@return how much processor time the server has taken so far} */
    long cpuNanos() {
        try (RedisClient client = RedisClient.create(uri)) {
            double seconds = client.info("cpu")
                    .lines()
                    .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                    .sum();
            return (long) (seconds * 1e9);
        }
    }

    @Override
    public void close() {
        if (process != null && directory != null) {
            end(process, directory);
        }
    }

    /** Ends it and deletes what it has written; doing so twice is harmless. */
    private static synchronized void end(Process process, Path directory) {
        process.destroyForcibly();
        process.onExit().join();
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
