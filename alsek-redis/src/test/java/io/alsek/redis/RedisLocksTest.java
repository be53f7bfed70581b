package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.Alsek;
import io.alsek.lock.HeldLock;
import io.alsek.lock.Lock;
import io.alsek.lock.Locks;
import io.alsek.spi.BackendException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks on a real server: threads that contend, processes that contend, and processes that are killed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RedisLocksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Laboratory lab = new Laboratory();
    private final List<Process> processes = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final RedisProcess server = lab.server();
    private final Alsek alsek = Alsek.on(lab.backend(server.url()));
    private final Alsek other = Alsek.on(lab.backend(server.url()));

    @AfterEach
    void close() throws Exception {
        processes.forEach(Process::destroyForcibly);
        alsek.close();
        other.close();
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void neverMoreHoldersThanTheLimitAmong64Threads(int limit) throws Exception {
        int rounds = 10;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<FutureTask<Integer>> contenders = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Lock lock = (i % 2 == 0 ? alsek : other).lock("contended").limit(limit);
            FutureTask<Integer> contender = new FutureTask<>(() -> {
                for (int round = 0; round < rounds; round++) {
                    try (HeldLock held = lock.acquire(PATIENCE)) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        held.requireHeld();
                        inside.decrementAndGet();
                    }
                }
                return rounds;
            });
            contenders.add(contender);
            new Thread(contender, "contender " + i).start();
        }

        for (FutureTask<Integer> contender : contenders) {
            assertThat(contender.get()).isEqualTo(rounds);
        }
        assertThat(most.get()).isBetween(1, limit);
        assertThat(alsek.lock("contended").holders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void neverMoreHoldersThanTheLimitAmongProcesses(int limit) throws Exception {
        int rounds = 15;
        for (int i = 0; i < 3; i++) {
            contender(limit, 4, rounds);
        }

        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        int grants = 3 * 4 * rounds;
        Awaitility.await().atMost(PATIENCE).until(() -> lines.size() == 2 * grants);
        TreeMap<Long, Integer> changes = new TreeMap<>();
        List<Long> fences = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split(" ", -1);
            boolean in = parts[0].equals("I");
            changes.merge(Long.parseLong(parts[2]), in ? 1 : -1, Integer::sum);
            if (in) {
                fences.add(Long.parseLong(parts[1]));
            }
        }
        assertThat(fences).hasSize(grants).doesNotHaveDuplicates();
        int inside = 0;
        int most = 0;
        for (int change : changes.values()) {
            inside += change;
            most = Math.max(most, inside);
        }
        assertThat(most).as("holders at a time").isBetween(1, limit);
    }

    @Test
    void theLockOfAKilledProcessIsFreeWithinItsHeartbeat() throws Exception {
        Process holder = contender(1, 1, 0);
        Awaitility.await().atMost(PATIENCE).until(() -> lines.size() == 1);
        Awaitility.await()
                .during(LockContender.HEARTBEAT.multipliedBy(2))
                .atMost(PATIENCE)
                .until(() -> alsek.lock("contended").holders().size() == 1);

        holder.destroyForcibly().waitFor();
        long killed = System.nanoTime();
        HeldLock held = alsek.lock("contended").acquire(PATIENCE);

        assertThat(held.isHeld()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(LockContender.HEARTBEAT.plusSeconds(2));
    }

    @Test
    void whoWaitsForTheLockOfAMessageIsWokenByItsEnd() throws Exception {
        Task<String, String> work =
                Task.named("work").input(String.class).output(String.class).build();
        CountDownLatch mayEnd = new CountDownLatch(1);
        alsek.threadPool()
                .size(2)
                .handle(work, (input, context) -> {
                    mayEnd.await();
                    return context.lock("a").holders().get(0).owner();
                })
                .start();
        HeldLock held = other.lock("a").tryAcquire().orElseThrow();
        TaskHandle<String> handle = other.submit(work, "x", options -> options.lock(held));
        FutureTask<HeldLock> waiting = new FutureTask<>(() -> other.lock("a").acquire(PATIENCE));
        Thread waiter = new Thread(waiting, "waiter");
        waiter.start();
        Awaitility.await().atMost(PATIENCE).until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

        mayEnd.countDown();

        assertThat(handle.await(PATIENCE)).isEqualTo("message alsek_queue/" + handle.id());
        assertThat(waiting.get().isHeld()).isTrue();
    }

    @Test
    void noMoreRunsOfATaskGoOnThanItsMaxConcurrencySays() throws Exception {
        Task<Integer, Integer> three = Task.named("three")
                .input(Integer.class)
                .output(Integer.class)
                .maxConcurrency(3)
                .build();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch threeAreIn = new CountDownLatch(3);
        for (Alsek each : List.of(alsek, other)) {
            each.threadPool()
                    .size(4)
                    .handle(three, (number, context) -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        if (number < 3) {
                            threeAreIn.countDown();
                            threeAreIn.await();
                        }
                        inside.decrementAndGet();
                        return number;
                    })
                    .start();
        }
        List<TaskHandle<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            handles.add(alsek.submit(three, i));
        }

        for (TaskHandle<Integer> handle : handles) {
            handle.await(PATIENCE);
        }
        assertThat(most).hasValue(3);
        // Results are there as soon as the settlements are, and with these the permits are back.
        assertThat(alsek.broker().backend().locks().orElseThrow().holders(Locks.ofRuns("three")))
                .isEmpty();
    }

    @Test
    void aServerThatIsAwayForLongerThanTheHeartbeatIsALossOfWhichTheHolderIsTold() throws Exception {
        AtomicInteger losses = new AtomicInteger();
        HeldLock held =
                alsek.lock("a").heartbeat(Duration.ofMillis(600)).tryAcquire().orElseThrow();
        held.onLost(losses::incrementAndGet);

        server.kill();

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(losses).hasValue(1));
        assertThat(held.isHeld()).isFalse();
        assertThatThrownBy(() -> other.lock("a").tryAcquire()).isInstanceOf(BackendException.class);
        server.start();
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(BackendException.class)
                .untilAsserted(() -> assertThat(other.lock("a").tryAcquire()).isPresent());
    }

    private Process contender(int limit, int threads, int rounds) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockContender.class.getName(),
                        server.url(),
                        Integer.toString(limit),
                        Integer.toString(threads),
                        Integer.toString(rounds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        Thread reader = new Thread(() -> read(process), "reader");
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private void read(Process process) {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
