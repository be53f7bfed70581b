package io.alsek.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import redis.clients.jedis.RedisClient;

/**
 * A real server, a process of this one: the binary at {@code -Dalsek.redis.server}, or else {@code redis-server} on the
 * path, or else the one that embedded-redis contains.
 * Listens on loopback only. It dies with this process, however that ends: a shell kills it when its input is closed.
 * Its files are in a directory of its own, which is deleted when it is closed.
 */
final class RedisProcess implements AutoCloseable {

    private static final int CLUSTER_BUS = 10_000;
    private static final int FIRST_PORT = 10_100;
    private static final int PORTS = 9_900;
    private static final Duration START = Duration.ofSeconds(20);

    /** Where to look next: nobody is given, or looks at, the port that somebody else is about to bind. */
    private static int nextPort = ThreadLocalRandom.current().nextInt(PORTS);

    final int port;
    final Path directory;
    private final List<String> command;
    private Process process;

    /** Starts a server without persistence. */
    static RedisProcess with(String... options) {
        List<String> all = new ArrayList<>(List.of("--save", "", "--appendonly", "no"));
        all.addAll(List.of(options));
        return new RedisProcess(freePort(), all);
    }

    /** Starts a node of a cluster, which listens to the others at its port + 10000. */
    static RedisProcess forCluster(String... options) {
        List<String> all = new ArrayList<>(List.of("--save", "", "--appendonly", "no", "--cluster-enabled", "yes"));
        all.addAll(List.of(options));
        return new RedisProcess(freePort(), all);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts a sentinel, with what its configuration file says at first; it writes to that file itself. */
    static RedisProcess sentinel(String configuration) {
        Path directory = newDirectory();
        try {
            Path file = Files.writeString(directory.resolve("sentinel.conf"), configuration);
            return new RedisProcess(freePort(), directory, List.of(binary(), file.toString()), List.of("--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server whose clock shows what a file says, by libfaketime. Only the server of embedded-redis can bear
     * that; others use an allocator that asks for the time before the library is ready.
     *
     * @param clock a file in a directory by {@link #newDirectory}, which becomes that of the server
     */
    static RedisProcess withClock(Path library, Path clock) {
        List<String> server = List.of(
                "env",
                "TZ=UTC",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + clock,
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                Embedded.BINARY.toString());
        return new RedisProcess(freePort(), clock.getParent(), server, List.of("--save", "", "--appendonly", "no"));
    }

    /** Makes a directory for one server, who deletes it when it is closed. */
    static Path newDirectory() {
        try {
            return Files.createTempDirectory("alsek-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RedisProcess(int port, List<String> options) {
        this(port, newDirectory(), List.of(binary()), options);
    }

    private RedisProcess(int port, Path directory, List<String> server, List<String> options) {
        this.port = port;
        this.directory = directory;
        command = new ArrayList<>(List.of(
                "sh",
                "-c",
                // The server runs beside the shell, which waits for its own input to end.
                "\"$@\" > log 2>&1 & pid=$!; echo $pid > pid; cat > /dev/null; kill -9 $pid",
                "sh"));
        command.addAll(server);
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString()));
        command.addAll(options);
        try {
            start();
        } catch (ConditionTimeoutException e) {
            String log = log();
            close(); // nobody else can
            throw new IllegalStateException("Redis at port " + port + " does not answer. Its log:\n" + log, e);
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return "(none: " + e + ")";
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Starts it again after {@link #kill}, with what is on its disk, and with further options. */
    void start(String... options) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(options));
        try {
            process = new ProcessBuilder(all).directory(directory.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("Redis at port " + port + " (see " + directory + "/log)")
                .atMost(START)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(this::answers);
    }

    private boolean answers() {
        try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
            client.ping();
            return true;
        } catch (redis.clients.jedis.exceptions.JedisDataException e) {
            return !String.valueOf(e.getMessage()).startsWith("LOADING"); // it may ask for a password
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Kills it at once. */
    void kill() {
        signal("KILL");
        process.destroyForcibly();
        waitFor();
    }

    /** Stops it as the kernel does, until {@link #thaw}: connections stay open and nothing answers. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            String pid = Files.readString(directory.resolve("pid")).strip();
            new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void waitFor() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Redis at port " + port + " does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        Awaitility.await("deletion of " + directory)
                .pollDelay(Duration.ZERO)
                .ignoreExceptions() // a process that the server forked to write a file may outlive it a little
                .until(this::isDeleted);
    }

    private boolean isDeleted() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return true;
    }

    /**
     * {@return a port that nobody listens to} It is not one of those that clients are given by the system: a client that
     * keeps trying to reach a dead server could be given that server's own port, and keep it from coming back.
     */
    static synchronized int freePort() {
        int port;
        do {
            port = FIRST_PORT + nextPort++ % PORTS;
        } while (!isFree(port) || !isFree(port + CLUSTER_BUS));
        return port;
    }

    /** The server to be started: that of {@code -Dalsek.redis.server}, on the path, or in embedded-redis. */
    private static String binary() {
        String given = System.getProperty("alsek.redis.server");
        if (given != null) {
            return given;
        }
        for (String directory : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, "redis-server");
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return Embedded.BINARY.toString();
    }

    /** The server inside embedded-redis, unpacked once. */
    private static final class Embedded {

        static final Path BINARY = unpack();

        private static Path unpack() {
            String name = resource();
            try (InputStream in = RedisProcess.class.getResourceAsStream("/" + name)) {
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
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String resource() {
            String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
            String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
            boolean arm = machine.contains("aarch64") || machine.contains("arm64");
            if (system.contains("mac")) {
                return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
            }
            return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        }
    }
}
