package io.alsek.jmh;

import com.sun.management.OperatingSystemMXBean;
import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.redis.RedisBackend;
import io.alsek.schedule.Cron;
import io.alsek.schedule.Interval;
import io.alsek.schedule.Trigger;
import io.alsek.task.Task;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What do ten thousand schedules cost while none of them is due, and while each is due once an hour?
 *
 * <pre>{@code java -cp alsek-jmh/target/benchmarks.jar io.alsek.jmh.IdleSchedules [URL of a Redis]}</pre>
 */
public final class IdleSchedules {

    private static final int SCHEDULES = 10_000;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long REST_MILLIS = 5_000;
    private static final long MEASURED_MILLIS = 15_000;

    private static final Task<@Nullable Void, @Nullable Void> TICK =
            Task.named("tick").queue("ticks").build();

    private IdleSchedules() {}

    /** Prints what it found. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Trigger idle = Cron.of("0 0 29 2 *");
        Trigger hourly = Interval.every(HOUR);
        System.out.println("| " + SCHEDULES + " schedules | to store them | runs | this process | Redis |");
        System.out.println("|---|---|---|---|---|");
        for (Trigger trigger : new Trigger[] {idle, hourly}) {
            try (Alsek alsek = Alsek.on(new MemoryBackend())) {
                measure("in memory, " + name(trigger), alsek, trigger, () -> 0);
            }
            try (ScratchRedis redis = new ScratchRedis(args.length == 0 ? null : args[0]);
                    Alsek alsek = Alsek.on(RedisBackend.at(redis.uri().toString()))) {
                measure("on Redis, " + name(trigger), alsek, trigger, () -> cpu(redis));
            }
        }
    }

    private static String name(Trigger trigger) {
        return trigger instanceof Cron ? "none due" : "each due once an hour";
    }

    private static void measure(String name, Alsek alsek, Trigger trigger, LongSupplier server)
            throws InterruptedException {
        Instant now = alsek.broker().now();
        long begin = System.nanoTime();
        for (int i = 0; i < SCHEDULES; i++) {
            String schedule = "schedule " + i;
            Duration offset = HOUR.multipliedBy(i).dividedBy(SCHEDULES);
            Trigger spread = trigger instanceof Interval interval ? interval.from(now.plus(offset)) : trigger;
            alsek.schedule(TICK, spread, options -> options.name(schedule));
        }
        long stored = System.nanoTime() - begin;
        Thread.sleep(REST_MILLIS);
        long runs = alsek.queues().counts("ticks").ready();
        long mine = cpu();
        long its = server.getAsLong();
        long from = System.nanoTime();
        Thread.sleep(MEASURED_MILLIS);
        double nanos = System.nanoTime() - from;
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f s | %d | %.2f %% of a core | %.2f %% of a core |%n",
                name,
                stored / 1e9,
                alsek.queues().counts("ticks").ready() - runs,
                100 * (cpu() - mine) / nanos,
                100 * (server.getAsLong() - its) / nanos);
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long cpu(ScratchRedis redis) {
        return redis.cpuNanos();
    }
}
