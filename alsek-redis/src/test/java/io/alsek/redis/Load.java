package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.spi.BackendException;
import io.alsek.spi.QueueCounts;
import io.alsek.task.DuplicateMessageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** A producer in this process and workers in processes of their own, and a ledger of what they say. */
final class Load implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WORKERS = 3;
    private static final int ENOUGH = 100;

    final List<Process> workers = new ArrayList<>();
    final Alsek alsek;
    private final String url;
    private final int workMillis;
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final Set<Process> speakers = ConcurrentHashMap.newKeySet();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread producer = new Thread(this::produce, "producer");

    /** Begins at once. */
    static Load on(String url) {
        return on(url, RedisDurability.MASTER, FaultyWorker.WORK_MILLIS);
    }

    static Load on(String url, RedisDurability durability, int workMillis) {
        Load load = new Load(url, durability, workMillis);
        for (int i = 0; i < WORKERS; i++) {
            load.startWorker();
        }
        load.producer.setDaemon(true);
        load.producer.start();
        Awaitility.await("all workers").atMost(PATIENCE).until(() -> load.speakers.size() == WORKERS);
        return load;
    }

    private Load(String url, RedisDurability durability, int workMillis) {
        this.url = url;
        this.workMillis = workMillis;
        this.alsek = Alsek.on(RedisBackend.builder()
                .url(url)
                .timeout(Duration.ofSeconds(1))
                .durability(durability)
                .build());
    }

    /** Waits until the workers have done something more. */
    void awaitProgress() {
        int before = lines.size();
        Awaitility.await("the workers").atMost(PATIENCE).until(() -> lines.size() > before + 20);
    }

    /** Lets the load go on for a while. */
    static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    /** How often a submission was refused, and repeated. */
    int refused() {
        return refused.get();
    }

    int accepted() {
        return accepted.size();
    }

    /** Submits until told to stop; what fails is repeated under its id until it is known to be accepted. */
    private void produce() {
        for (int i = 0; !stop.get(); i++) {
            String id = "m" + i;
            int number = i;
            while (!accepted.contains(id) && !stop.get()) {
                try {
                    alsek.submit(FaultyWorker.WORK, number, options -> options.id(id));
                    accepted.add(id);
                } catch (DuplicateMessageException e) {
                    accepted.add(id); // an earlier attempt had arrived
                } catch (BackendException e) {
                    refused.incrementAndGet();
                    LockSupport.parkNanos(10_000_000);
                }
            }
            LockSupport.parkNanos(500_000);
        }
    }

    /** Waits until all is settled, and audits the books. */
    Ledger end(String what) throws InterruptedException {
        stop.set(true);
        producer.join(PATIENCE.toMillis());
        Awaitility.await("the end of all work")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(BackendException.class)
                .until(() -> counts().alive() == 0);
        Ledger.awaitAll(lines);
        Set<String> lost = new TreeSet<>(accepted);
        lost.removeIf(id -> alsek.broker().results().exists(id));
        Ledger ledger = Ledger.of(lines, accepted.size(), lost.size());
        System.out.println(what + ": " + ledger + ", submissions refused and repeated " + refused);
        assertThat(accepted).as("load").hasSizeGreaterThan(ENOUGH);
        assertThat(lost).as("accepted, but without a result").isEmpty();
        return ledger;
    }

    QueueCounts counts() {
        return alsek.broker().backend().administration().counts(FaultyWorker.WORK.queue());
    }

    Process startWorker() {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FaultyWorker.class.getName(),
                            url,
                            Integer.toString(workMillis))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread reader = new Thread(() -> read(process), "reader");
            reader.setDaemon(true);
            reader.start();
            workers.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Process process) {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                speakers.add(process);
            }
        } catch (IOException e) {
            // It was killed in the midst of a line.
        }
    }

    static void signal(Process process, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop.set(true);
        workers.forEach(Process::destroyForcibly);
        alsek.close();
    }
}
