package io.alsek.jmh;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * How fast is Alsek on Redis, beside a bare Jedis-and-Lua loop in the same run? The contenders take turns, round by
 * round, so that a change of the machine's speed meets all of them; medians are printed with their range, and how much
 * of the bare loop's rate Alsek reaches.
 *
 * <pre>{@code java -cp alsek-jmh/target/benchmarks.jar io.alsek.jmh.CompareRedis [rounds] [redis://...|own] [rows that contain this]}</pre>
 *
 * <p>Without a URL, or with {@code own}, it starts the {@code redis-server} on the path, without persistence. With one, that server's
 * database is used and left empty of what the benchmark wrote.
 */
public final class CompareRedis {

    private static final int CONSUMERS = 4;

    /** The bare loop has 50 claimed at a time; Alsek claims only what can run, so it has as many threads. */
    private static final int THREADS_PER_CONSUMER = 50;

    private static final int BULK = 500;
    private static final int DRAINED = 200_000;
    private static final long MILLIS = 3_000;

    private final int rounds;
    private final Map<String, Function<URI, RedisContender>> contenders = new LinkedHashMap<>();
    private final ScratchRedis redis;

    private final String rows;

    private CompareRedis(int rounds, ScratchRedis redis, String rows) {
        this.rounds = rounds;
        this.rows = rows;
        this.redis = redis;
        contenders.put("bare Lua loop", BareRedis::new);
        contenders.put("Alsek", uri -> new AlsekOnRedis(uri, false, THREADS_PER_CONSUMER));
        contenders.put("Alsek with results and statuses", uri -> new AlsekOnRedis(uri, true, THREADS_PER_CONSUMER));
    }

    /** Prints tables in Markdown, which read well as text. */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        String url = args.length > 1 && !args[1].equals("own") ? args[1] : null;
        try (ScratchRedis redis = new ScratchRedis(url)) {
            CompareRedis comparison = new CompareRedis(rounds, redis, args.length > 2 ? args[2] : "");
            if (comparison.wants("bytes")) { // first, while nothing else has been in memory
                comparison.printBytes();
            }
            System.out.println("| per second | " + String.join(" | ", comparison.contenders.keySet()) + " | of bare |");
            System.out.println("|---|---|---|---|---|");
            comparison.print("submit, 1 thread one by one", contender -> submitOneByOne(contender, 1));
            comparison.print("submit, 16 threads one by one", contender -> submitOneByOne(contender, 16));
            comparison.print("submit, bulk of " + BULK, CompareRedis::submitInBulk);
            comparison.print("drain of " + DRAINED, CompareRedis::drain);
            comparison.print("full cycle, 2 + 4", contender -> cycle(contender, 1_000));
            comparison.print("drain, 10,000 held", contender -> cycle(contender, 10_000));
            comparison.print("drain, 1,000,000 held", contender -> cycle(contender, 1_000_000));
            if (comparison.wants("wire")) {
                comparison.printWire();
            }
            if (comparison.wants("idle")) {
                comparison.printLatency();
            }
        }
    }

    private boolean wants(String row) {
        return row.contains(rows);
    }

    /** Measures one thing, contender by contender, round by round. */
    private void print(String what, Function<RedisContender, Double> measurement) {
        if (!wants(what)) {
            return;
        }
        Map<String, double[]> rates = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> rates.put(name, new double[rounds]));
        for (int round = -1; round < rounds; round++) { // one to warm up
            for (Map.Entry<String, Function<URI, RedisContender>> each : contenders.entrySet()) {
                try (RedisContender contender = each.getValue().apply(redis.uri())) {
                    double rate = measurement.apply(contender);
                    if (round >= 0) {
                        rates.getOrDefault(each.getKey(), new double[rounds])[round] = rate;
                    }
                }
            }
        }
        List<Double> medians = new ArrayList<>();
        StringBuilder row = new StringBuilder("| " + what + " |");
        rates.values().forEach(each -> {
            row.append(' ').append(Rates.spread(each)).append(" |");
            medians.add(Rates.median(each));
        });
        double bare = medians.get(0);
        row.append(String.format(
                Locale.ROOT, " %.0f %%, %.0f %% |", 100 * medians.get(1) / bare, 100 * medians.get(2) / bare));
        System.out.println(row);
    }

    private static double submitOneByOne(RedisContender contender, int threads) {
        AtomicLong ids = new AtomicLong();
        LongAdder submitted = new LongAdder();
        return during(threads, submitted, () -> {
            contender.submit(ids.getAndIncrement());
            submitted.increment();
        });
    }

    private static double submitInBulk(RedisContender contender) {
        AtomicLong ids = new AtomicLong();
        LongAdder submitted = new LongAdder();
        return during(CONSUMERS, submitted, () -> {
            contender.submit(ids.getAndAdd(BULK), BULK);
            submitted.add(BULK);
        });
    }

    /** Repeats an action in some threads for a while, and counts after half a second of warming up. */
    private static double during(int threads, LongAdder counter, Runnable action) {
        AtomicLong end = new AtomicLong(Long.MAX_VALUE);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(() -> {
                while (System.nanoTime() < end.get()) {
                    action.run();
                }
            });
            workers.add(worker);
            worker.start();
        }
        Rates.sleep(500);
        long before = counter.sum();
        long start = System.nanoTime();
        Rates.sleep(MILLIS / 2);
        double rate = (counter.sum() - before) * 1e9 / (System.nanoTime() - start);
        end.set(Long.MIN_VALUE);
        workers.forEach(Rates::join);
        return rate;
    }

    private static double drain(RedisContender contender) {
        fill(contender, DRAINED);
        LongAdder consumed = new LongAdder();
        long start = System.nanoTime();
        contender.startConsuming(CONSUMERS, consumed);
        while (consumed.sum() < DRAINED) {
            Rates.sleep(1);
        }
        return DRAINED * 1e9 / (System.nanoTime() - start);
    }

    private static void fill(RedisContender contender, int count) {
        for (int i = 0; i < count; i += BULK) {
            contender.submit(i, BULK);
        }
    }

    /** Two producers put in, in bulk, what the consumers take out, so that about so many wait. */
    private static double cycle(RedisContender contender, int held) {
        return new HeldBacklog(contender, held, BULK).rate(CONSUMERS, MILLIS);
    }

    private void printLatency() throws InterruptedException {
        System.out.println();
        System.out.println("| idle, submit to start | p50 | p99 |");
        System.out.println("|---|---|---|");
        print("an executor of this JVM", RedisLatency.ofExecutor(10));
        print("bare Lua loop, 10 threads blocked until signalled", RedisLatency.ofBareLoop(redis.uri(), 10));
        print("Alsek, 10 free slots", RedisLatency.ofPool(redis.uri(), 10));
        print("Alsek, 100 free slots", RedisLatency.ofPool(redis.uri(), 100));
    }

    private static void print(String what, double[] micros) {
        double p50 = micros[micros.length / 2];
        double p99 = micros[micros.length * 99 / 100];
        System.out.printf(Locale.ROOT, "| %s | %.0f µs | %.0f µs |%n", what, p50, p99);
    }

    private void printWire() {
        System.out.println();
        System.out.println("| on the wire per job, submitted " + BULK
                + " at once and drained | calls | bytes there | bytes back |");
        System.out.println("|---|---|---|---|");
        for (Map.Entry<String, Function<URI, RedisContender>> each : contenders.entrySet()) {
            try (RedisContender contender = each.getValue().apply(redis.uri())) {
                long calls = redis.scripts();
                long there = redis.info("stats", "total_net_input_bytes");
                long back = redis.info("stats", "total_net_output_bytes");
                drain(contender);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.3f | %d | %d |%n",
                        each.getKey(),
                        (redis.scripts() - calls) / (double) DRAINED,
                        (redis.info("stats", "total_net_input_bytes") - there) / DRAINED,
                        (redis.info("stats", "total_net_output_bytes") - back) / DRAINED);
            }
        }
    }

    private void printBytes() {
        System.out.println("| bytes of Redis per waiting message | |");
        System.out.println("|---|---|");
        int count = 200_000;
        for (Map.Entry<String, Function<URI, RedisContender>> each : contenders.entrySet()) {
            try (RedisContender contender = each.getValue().apply(redis.uri())) {
                long before = redis.info("memory", "used_memory");
                fill(contender, count);
                System.out.println(
                        "| " + each.getKey() + " | " + (redis.info("memory", "used_memory") - before) / count + " |");
            }
            Rates.sleep(2_000); // what was removed is freed in the background
        }
        System.out.println();
    }
}
