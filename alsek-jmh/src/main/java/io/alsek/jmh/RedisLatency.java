package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/** How long it takes from submission to the start of the handler where nothing else is going on; a message every 5 ms. */
final class RedisLatency {

    /** So many, one after the other, until the compiler has done its work; and then some in the rhythm of the rest. */
    private static final int WARM_UP = 20_000;

    private static final int IN_RHYTHM = 200;
    private static final int SAMPLES = 1_000;
    private static final long PAUSE_MILLIS = 5;

    private final SynchronousQueue<Long> started = new SynchronousQueue<>();

    /** {@return microseconds, ascending, through an idle pool} Submits from a backend of its own, as another process would. */
    static double[] ofPool(URI server, int slots) throws InterruptedException {
        RedisLatency latency = new RedisLatency();
        try (Alsek worker = open(server);
                Alsek producer = open(server)) {
            worker.threadPool()
                    .size(slots)
                    .perform(Work.NO_OP, (work, context) -> latency.begin())
                    .start();
            return latency.measure(id -> producer.submit(Work.NO_OP, Work.number(id)));
        }
    }

    /** {@return the same of the bare loop} Threads that block until they are signalled, and then claim. */
    static double[] ofBareLoop(URI server, int threads) throws InterruptedException {
        RedisLatency latency = new RedisLatency();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Thread> consumers = new ArrayList<>();
        try (BareRedis bare = new BareRedis(server)) {
            for (int i = 0; i < threads; i++) {
                Thread consumer = new Thread(() -> {
                    while (!stopped.get()) {
                        bare.awaitAndRun(latency::begin);
                    }
                });
                consumers.add(consumer);
                consumer.start();
            }
            double[] micros = latency.measure(bare::submitAndSignal);
            stopped.set(true);
            consumers.forEach(Rates::join);
            return micros;
        }
    }

    /** {@return the same of an executor of this JVM, which shows what it takes here to wake a thread} */
    static double[] ofExecutor(int threads) throws InterruptedException {
        RedisLatency latency = new RedisLatency();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            return latency.measure(id -> executor.execute(latency::begin));
        } finally {
            executor.shutdown();
        }
    }

    private void begin() {
        try {
            started.put(System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double[] measure(LongConsumer submission) throws InterruptedException {
        double[] micros = new double[SAMPLES];
        for (int i = 0; i < WARM_UP; i++) {
            submission.accept(i);
            started.take();
        }
        for (int i = -IN_RHYTHM; i < SAMPLES; i++) {
            Rates.sleep(PAUSE_MILLIS);
            long before = System.nanoTime();
            submission.accept(WARM_UP + IN_RHYTHM + i);
            double taken = (started.take() - before) / 1e3;
            if (i >= 0) {
                micros[i] = taken;
            }
        }
        Arrays.sort(micros);
        return micros;
    }

    private static Alsek open(URI server) {
        return Alsek.on(RedisBackend.builder()
                .url(server.toString())
                .namespace("alsek-bench")
                .build());
    }
}
