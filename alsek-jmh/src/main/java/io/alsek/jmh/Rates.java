package io.alsek.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Measures how many messages per second go through a contender. */
final class Rates {

    private static final int LOOK_EVERY = 64;

    private Rates() {}

    /**
     * Runs producers and as many consumers, with a backlog that is held near its size, and counts.
     *
     * @param threads how many of each
     * @param backlog how many messages wait at any moment, about
     * @param millis how long to count, after half as long to warm up
     * @return messages consumed per second
     */
    static double measure(Contender contender, int threads, int backlog, long millis) {
        LongAdder submitted = new LongAdder();
        LongAdder consumed = new LongAdder();
        for (int i = 0; i < backlog; i++) {
            contender.submit(i);
        }
        submitted.add(backlog);
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread producer = new Thread(() -> produce(contender, submitted, consumed, backlog, stop), "producer-" + i);
            producers.add(producer);
            producer.start();
        }
        contender.startConsuming(threads, consumed);
        sleep(millis / 2);
        long before = consumed.sum();
        long start = System.nanoTime();
        sleep(millis);
        double rate = (consumed.sum() - before) * 1e9 / (System.nanoTime() - start);
        stop.set(true);
        producers.forEach(Rates::join);
        contender.close();
        return rate;
    }

    private static void produce(
            Contender contender, LongAdder submitted, LongAdder consumed, int backlog, AtomicBoolean stop) {
        long id = backlog;
        while (!stop.get()) {
            if (submitted.sum() - consumed.sum() > backlog) {
                LockSupport.parkNanos(20_000); // leave the processor to the consumers
                continue;
            }
            for (int i = 0; i < LOOK_EVERY; i++) {
                contender.submit(id++);
            }
            submitted.add(LOOK_EVERY);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Median and range, such as {@code 350,000 (310,000–372,000)}. */
    static String spread(double[] values) {
        return String.format(
                Locale.ROOT,
                "%,.0f (%,.0f–%,.0f)",
                median(values),
                Arrays.stream(values).min().orElse(0),
                Arrays.stream(values).max().orElse(0));
    }
}
