package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.memory.MemoryBackend;
import io.alsek.process.ProcessOptions;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What do child processes cost? From submission to the start of the handler in a warm idle child, and back to whoever
 * waits for the result; how many messages that do nothing go through 4 children per second; and how long after its
 * timeout a message that hangs is settled, its process dead.
 *
 * <pre>{@code java -cp alsek-jmh/target/benchmarks.jar io.alsek.jmh.MeasureProcesses [rounds]}</pre>
 */
public final class MeasureProcesses {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SAMPLES = 1_000;
    private static final int WARM_UP = 20_000;
    private static final int MESSAGES = 50_000;
    private static final int CHILDREN = 4;
    private static final long PAUSE_MILLIS = 3;
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** What successes are counted by at present. */
    private static volatile CountDownLatch counting = new CountDownLatch(0);

    private MeasureProcesses() {}

    /** Prints what it finds. */
    public static void main(String[] args) throws InterruptedException, TimeoutException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        dispatch();
        throughput(1, rounds);
        throughput(8, rounds);
        hung(rounds);
    }

    private static Alsek newQueue(int children, int threads) {
        Alsek queue = Alsek.builder(new MemoryBackend())
                .listener(MeasureProcesses::count)
                .build();
        queue.processPool(ProcessOptions.of(ProcessTasks.class)
                        .processes(children)
                        .threads(threads))
                .start();
        return queue;
    }

    private static void dispatch() throws InterruptedException, TimeoutException {
        double[] there = new double[SAMPLES];
        double[] back = new double[SAMPLES];
        try (Alsek queue = newQueue(1, 1)) {
            drain(queue, WARM_UP);
            for (int i = -SAMPLES; i < SAMPLES; i++) {
                Thread.sleep(PAUSE_MILLIS);
                long submitted = System.nanoTime();
                Long started = queue.submit(ProcessTasks.STAMP, i).await(PATIENCE);
                long known = System.nanoTime();
                if (i >= 0 && started != null) {
                    there[i] = (started - submitted) / 1e6;
                    back[i] = (known - submitted) / 1e6;
                }
            }
        }
        print("submit to start in a warm idle child", there);
        print("submit to result", back);
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.3f ms, p99 %.3f ms%n",
                what,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100]);
    }

    private static void throughput(int threads, int rounds) throws InterruptedException {
        double[] rates = new double[rounds];
        try (Alsek queue = newQueue(CHILDREN, threads)) {
            drain(queue, MESSAGES);
            for (int round = 0; round < rounds; round++) {
                rates[round] = MESSAGES / (drain(queue, MESSAGES) / 1e9);
            }
        }
        Arrays.sort(rates);
        System.out.printf(
                Locale.ROOT,
                "no-op messages through %d children of %d threads: %,.0f/s (%,.0f–%,.0f)%n",
                CHILDREN,
                threads,
                rates[rounds / 2],
                rates[0],
                rates[rounds - 1]);
    }

    private static void count(TaskEvent event) {
        if (event instanceof TaskEvent.Succeeded) {
            counting.countDown();
        }
    }

    /** Submits messages that do nothing, and waits until all are done; returns how long they took once submitted. */
    private static long drain(Alsek queue, int messages) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(messages);
        counting = done;
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            numbers.add(i);
        }
        long begun = System.nanoTime();
        queue.submitAll(ProcessTasks.NO_OP, numbers);
        if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(done.getCount() + " messages are missing");
        }
        return System.nanoTime() - begun;
    }

    private static void hung(int rounds) throws InterruptedException, TimeoutException {
        double[] late = new double[rounds];
        try (Alsek queue = newQueue(1, 1)) {
            for (int round = 0; round < rounds; round++) {
                queue.submit(ProcessTasks.STAMP, round).await(PATIENCE);
                long submitted = System.nanoTime();
                TaskHandle<@Nullable Void> handle =
                        queue.submit(ProcessTasks.HANG, round, options -> options.timeout(TIMEOUT));
                try {
                    handle.await(PATIENCE);
                } catch (io.alsek.task.TaskFailedException expected) {
                    late[round] = (System.nanoTime() - submitted) / 1e6 - TIMEOUT.toMillis();
                }
            }
        }
        Arrays.sort(late);
        System.out.printf(
                Locale.ROOT,
                "a busy loop is killed and settled after its timeout: p50 %.0f ms, longest %.0f ms%n",
                late[rounds / 2],
                late[rounds - 1]);
    }
}
