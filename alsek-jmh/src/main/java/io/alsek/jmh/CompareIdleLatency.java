package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.function.LongConsumer;

/**
 * How long does an idle pool of 8 threads take from submission to the start of the handler, beside a bare executor with
 * as many idle threads? One message every 5 ms, the two in turns, in blocks of 200.
 *
 * <pre>{@code java -cp alsek-jmh/target/benchmarks.jar io.alsek.jmh.CompareIdleLatency [blocks]}</pre>
 */
public final class CompareIdleLatency {

    private static final int THREADS = 8;
    private static final int BLOCK = 200;
    private static final long PAUSE_MILLIS = 5;

    private CompareIdleLatency() {}

    /** Prints a table in Markdown. */
    public static void main(String[] args) throws InterruptedException {
        int blocks = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        double[] bare = new double[blocks * BLOCK];
        double[] alsek = new double[blocks * BLOCK];
        SynchronousQueue<Long> started = new SynchronousQueue<>();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try (Alsek queue = Alsek.on(new MemoryBackend())) {
            queue.threadPool()
                    .size(THREADS)
                    .perform(Work.NO_OP, (work, context) -> started.put(System.nanoTime()))
                    .start();
            warmUp(executor, queue, started);
            for (int block = -2; block < blocks; block++) { // two to come to rest
                sample(block, bare, started, id -> executor.execute(() -> tell(started)));
                sample(block, alsek, started, id -> queue.submit(Work.NO_OP, Work.number(id)));
            }
        } finally {
            executor.shutdown();
        }
        System.out.println("| submit to start, idle | p50 | p99 |");
        System.out.println("|---|---|---|");
        print("executor", bare);
        print("Alsek", alsek);
        System.out.printf(Locale.ROOT, "p50 ratio: %.2f%n", at(alsek, 0.5) / at(bare, 0.5));
    }

    /** Brings the code of both to the speed that it has in a program that has been running for a while. */
    private static void warmUp(ExecutorService executor, Alsek queue, SynchronousQueue<Long> started)
            throws InterruptedException {
        for (int i = 0; i < 50_000; i++) {
            executor.execute(() -> tell(started));
            started.take();
            queue.submit(Work.NO_OP, Work.number(i));
            started.take();
        }
    }

    private static void tell(SynchronousQueue<Long> started) {
        try {
            started.put(System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sample(int block, double[] into, SynchronousQueue<Long> started, LongConsumer submit)
            throws InterruptedException {
        for (int i = 0; i < BLOCK; i++) {
            Thread.sleep(PAUSE_MILLIS);
            long before = System.nanoTime();
            submit.accept(i);
            long micros = (started.take() - before) / 1_000;
            if (block >= 0) {
                into[block * BLOCK + i] = micros;
            }
        }
    }

    private static void print(String name, double[] micros) {
        System.out.printf(Locale.ROOT, "| %s | %.0f µs | %.0f µs |%n", name, at(micros, 0.5), at(micros, 0.99));
    }

    private static double at(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(part * sorted.length) - 1];
    }
}
