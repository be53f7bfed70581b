package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.SynchronousQueue;

/** How long an idle pool on Redis takes from submission to the start of the handler; one message every 5 ms. */
final class RedisLatency {

    private static final int WARM_UP = 500;
    private static final int SAMPLES = 1_000;
    private static final long PAUSE_MILLIS = 5;

    private RedisLatency() {}

    /** {@return microseconds, ascending} Submits from a backend of its own, as another process would. */
    static double[] measure(URI server, int slots) throws InterruptedException {
        SynchronousQueue<Long> started = new SynchronousQueue<>();
        double[] micros = new double[SAMPLES];
        try (Alsek worker = open(server);
                Alsek producer = open(server)) {
            worker.threadPool()
                    .size(slots)
                    .perform(Work.NO_OP, (work, context) -> started.put(System.nanoTime()))
                    .start();
            for (int i = -WARM_UP; i < SAMPLES; i++) {
                Rates.sleep(PAUSE_MILLIS);
                long before = System.nanoTime();
                producer.submit(Work.NO_OP, Work.number(i));
                double taken = (started.take() - before) / 1e3;
                if (i >= 0) {
                    micros[i] = taken;
                }
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
