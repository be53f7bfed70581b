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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Real processes that are killed under load, and a ledger that compares what was accepted with what was settled. Short in
 * the build; for the long version see {@code docs/redis.md}.
 */
@Isolated("it needs the processor for its processes")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FaultSuiteTest {

    private static final int WORKER_KILLS = Integer.getInteger("alsek.faults.workers", 4);
    private static final int SERVER_KILLS = Integer.getInteger("alsek.faults.servers", 2);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Random random = new Random(7);
    private final List<Process> workers = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stop = new AtomicBoolean();
    private RedisProcess server;
    private Alsek alsek;

    @AfterEach
    void killAll() {
        stop.set(true);
        workers.forEach(Process::destroyForcibly);
        if (alsek != null) {
            alsek.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void workersThatAreKilledLoseNothingAndOthersTakeOver() throws Exception {
        begin();

        for (int i = 0; i < WORKER_KILLS; i++) {
            LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
            workers.remove(random.nextInt(workers.size())).destroyForcibly().waitFor();
            workers.add(worker());
        }

        Ledger ledger = end();
        assertThat(ledger.longestGap())
                .as("from a delivery that died to the next one")
                .isLessThan(FaultyWorker.LEASE.plus(SLACK));
    }

    @Test
    void aServerThatIsKilledLosesNothingThatItHasAnswered() throws Exception {
        begin();

        for (int i = 0; i < SERVER_KILLS; i++) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            server.kill();
            server.start();
        }

        end();
    }

    private void begin() {
        server = RedisProcess.with("--appendonly", "yes", "--appendfsync", "always");
        alsek = Alsek.on(RedisBackend.builder()
                .url(server.url())
                .timeout(Duration.ofSeconds(1))
                .build());
        for (int i = 0; i < 3; i++) {
            workers.add(worker());
        }
        Thread producer = new Thread(this::produce, "producer");
        producer.setDaemon(true);
        producer.start();
        Awaitility.await("the workers").atMost(PATIENCE).until(() -> lines.size() > 20);
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
                    LockSupport.parkNanos(10_000_000);
                }
            }
            LockSupport.parkNanos(500_000);
        }
    }

    /** Waits until all is settled, and audits the books. */
    private Ledger end() {
        stop.set(true);
        Awaitility.await("the end of all work")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(BackendException.class)
                .until(() -> {
                    QueueCounts counts =
                            alsek.broker().backend().administration().counts(FaultyWorker.WORK.queue());
                    return counts.ready() + counts.delayed() + counts.leased() == 0;
                });
        QueueCounts counts = alsek.broker().backend().administration().counts(FaultyWorker.WORK.queue());
        assertThat(counts.dead()).as("dead letters").isZero();
        assertThat(accepted).hasSizeGreaterThan(100);
        Set<String> lost = new java.util.TreeSet<>(accepted);
        lost.removeIf(id -> alsek.broker().results().exists(id));
        assertThat(lost).as("accepted, but without a result").isEmpty();
        Ledger ledger = Ledger.of(lines);
        assertThat(ledger.startedAfterDone())
                .as("delivered again though its settlement was acknowledged")
                .isEmpty();
        System.out.println("accepted " + accepted.size() + ", delivered " + ledger.starts() + ", longest gap "
                + ledger.longestGap().toMillis() + " ms");
        return ledger;
    }

    private Process worker() {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FaultyWorker.class.getName(),
                            server.url())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread reader = new Thread(() -> read(process), "reader");
            reader.setDaemon(true);
            reader.start();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Process process) {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // It was killed in the midst of a line.
        }
    }

    /** What the workers told. Their clock is one: that of the machine. */
    private record Ledger(int starts, List<String> startedAfterDone, Duration longestGap) {

        static Ledger of(Iterable<String> lines) {
            Map<String, List<Long>> starts = new HashMap<>();
            Map<String, Long> done = new HashMap<>();
            int count = 0;
            for (String line : lines) {
                String[] parts = line.split(" ", -1);
                if (parts.length != 3 || parts[2].isEmpty()) {
                    continue; // cut off by a kill
                }
                long at = Long.parseLong(parts[2]);
                if (parts[0].equals("S")) {
                    count++;
                    starts.computeIfAbsent(parts[1], id -> new ArrayList<>()).add(at);
                } else {
                    done.put(parts[1], at);
                }
            }
            List<String> again = new ArrayList<>();
            long gap = 0;
            for (Map.Entry<String, List<Long>> each : starts.entrySet()) {
                List<Long> times = each.getValue();
                times.sort(null);
                Long end = done.get(each.getKey());
                if (end != null && times.get(times.size() - 1) > end) {
                    again.add(each.getKey());
                }
                for (int i = 1; i < times.size(); i++) {
                    gap = Math.max(gap, times.get(i) - times.get(i - 1));
                }
            }
            return new Ledger(count, again, Duration.ofNanos(gap));
        }
    }
}
