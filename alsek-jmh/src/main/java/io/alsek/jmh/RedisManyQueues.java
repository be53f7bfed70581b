package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What do ten thousand idle queues and ten processes of twenty worker threads each, subscribed to all of them, cost Redis;
 * and how soon does a message in a random queue start, and one in a queue that is always the same?
 *
 * <pre>{@code java -cp alsek-jmh/target/benchmarks.jar io.alsek.jmh.RedisManyQueues [redis://...]}</pre>
 *
 * <p>The clocks of processes on one machine are one clock, as Linux has it; elsewhere the latencies mean nothing.
 */
public final class RedisManyQueues {

    private static final int QUEUES = 10_000;
    private static final int PROCESSES = 10;
    private static final int THREADS = 20;
    /** So many, one after the other, until the compilers of all processes have done their work. */
    private static final int WARM_UP = 30_000;

    private static final int IN_RHYTHM = 200;
    private static final int SAMPLES = 1_000;
    private static final long PAUSE_MILLIS = 5;
    private static final long REST_MILLIS = 10_000;

    private RedisManyQueues() {}

    /** Prints both. With {@code worker} and a URL it is one of the processes. */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("worker")) {
            work(URI.create(args[1]));
            return;
        }
        try (ScratchRedis redis = new ScratchRedis(args.length > 0 ? args[0] : null)) {
            measure(redis);
        }
    }

    private static void work(URI server) throws IOException {
        try (Alsek alsek = open(server)) {
            alsek.threadPool()
                    .size(THREADS)
                    .perform(Work.NO_OP, (work, context) -> System.out.println(work.id() + " " + System.nanoTime()))
                    .start();
            while (System.in.read() >= 0) {
                // until whoever started it goes away
            }
        }
    }

    private static void measure(ScratchRedis redis) throws Exception {
        LinkedBlockingQueue<String> started = new LinkedBlockingQueue<>();
        List<Process> processes = new ArrayList<>();
        try (Alsek producer = open(redis.uri())) {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(start(redis.uri(), started));
            }
            for (int i = 0; i < QUEUES; i++) {
                submit(producer, i, i);
            }
            for (int i = 0; i < QUEUES; i++) {
                next(started);
            }
            Rates.sleep(REST_MILLIS / 2);
            long before = redis.cpuNanos();
            Rates.sleep(REST_MILLIS);
            double share = (redis.cpuNanos() - before) / (REST_MILLIS * 1e6);
            System.out.printf(Locale.ROOT, "idle: %.2f %% of a core%n", 100 * share);
            print("a random queue", latencies(producer, started, QUEUES));
            print("the same queue each time", latencies(producer, started, 1));
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private static void print(String where, double[] micros) {
        System.out.printf(
                Locale.ROOT,
                "submit to start in %s: p50 %.0f µs, p99 %.0f µs%n",
                where,
                micros[SAMPLES / 2],
                micros[SAMPLES * 99 / 100]);
    }

    private static double[] latencies(Alsek producer, LinkedBlockingQueue<String> started, int queues)
            throws InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        double[] micros = new double[SAMPLES];
        for (int i = 0; i < WARM_UP; i++) {
            submit(producer, random.nextInt(queues), i);
            next(started);
        }
        for (int i = -IN_RHYTHM; i < SAMPLES; i++) {
            Rates.sleep(PAUSE_MILLIS);
            long before = System.nanoTime();
            submit(producer, random.nextInt(queues), i);
            String line = next(started);
            if (i >= 0) {
                micros[i] = (Long.parseLong(line.substring(line.indexOf(' ') + 1)) - before) / 1e3;
            }
        }
        Arrays.sort(micros);
        return micros;
    }

    private static void submit(Alsek producer, int queue, int id) {
        producer.submit(Work.NO_OP, Work.number(id), options -> options.queue("queue-" + queue));
    }

    private static String next(LinkedBlockingQueue<String> started) throws InterruptedException {
        String line = started.poll(30, TimeUnit.SECONDS);
        if (line == null) {
            throw new IllegalStateException("No message was started for 30 seconds");
        }
        return line;
    }

    private static Process start(URI server, LinkedBlockingQueue<String> started) throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RedisManyQueues.class.getName(),
                        "worker",
                        server.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(started::add);
            } catch (IOException e) {
                throw new IllegalStateException("A worker is gone", e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private static Alsek open(URI server) {
        return Alsek.on(RedisBackend.builder()
                .url(server.toString())
                .namespace("alsek-bench")
                .build());
    }
}
