package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.message.Message;
import io.alsek.message.ScheduledRun;
import io.alsek.schedule.Interval;
import io.alsek.schedule.MissedRuns;
import io.alsek.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Three schedulers in processes of their own, one of which is killed again and again, and the books of what was
 * submitted. Short in the build; for the long version see {@code docs/schedules.md}.
 */
@Isolated("it needs the processor for its processes")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ScheduleFaultsTest {

    private static final int RUNS = Integer.getInteger("alsek.schedules.runs", 150);
    private static final Duration BETWEEN_KILLS =
            Duration.ofMillis(Integer.getInteger("alsek.schedules.kill.millis", 1_500));
    private static final int SCHEDULES = 10;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Task<@Nullable Void, @Nullable Void> TICK =
            Task.named("tick").queue("ticks").build();

    private final Random random = new Random(7);
    private final List<Process> schedulers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Message> ran = new ConcurrentLinkedQueue<>();
    private @Nullable RedisProcess server;
    private @Nullable Alsek alsek;

    @AfterEach
    void killAll() {
        schedulers.forEach(Process::destroyForcibly);
        if (alsek != null) {
            alsek.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void eachRunIsSubmittedOnceAndOnTimeWhicheverSchedulerIsKilled() throws Exception {
        server = RedisProcess.with();
        for (int i = 0; i < 3; i++) {
            schedulers.add(scheduler());
        }
        alsek = Alsek.on(RedisBackend.at(server.url()));
        alsek.threadPool()
                .size(4)
                .handle(TICK, (nothing, context) -> {
                    ran.add(context.message());
                    return null;
                })
                .start();
        scheduleAll();

        int kills = 0;
        while (ran.size() < RUNS) {
            Awaitility.await("the next kill")
                    .pollDelay(BETWEEN_KILLS)
                    .atMost(PATIENCE)
                    .until(() -> true);
            schedulers
                    .remove(random.nextInt(schedulers.size()))
                    .destroyForcibly()
                    .waitFor();
            schedulers.add(scheduler());
            kills++;
        }

        audit(kills);
    }

    /** Only the processes fire what is scheduled here. */
    private void scheduleAll() {
        Instant start = alsek.broker().now();
        for (int i = 0; i < SCHEDULES; i++) {
            Interval interval = Interval.every(Duration.ofMillis(500)).from(start.plusMillis(37L * i));
            alsek.schedule(
                    TICK,
                    interval,
                    options -> options.name("tick-" + interval.anchor()).missed(MissedRuns.all(1_000)));
        }
        alsek.schedules().stop();
    }

    private void audit(int kills) {
        alsek.schedules().list().forEach(schedule -> alsek.schedules().pause(schedule.name()));
        TreeSet<String> expected = new TreeSet<>();
        alsek.schedules().list().forEach(schedule -> {
            Instant last = schedule.lastRun().orElseThrow();
            Instant run = ScheduledRun.ofId(schedule.firstId()).orElseThrow().instant();
            for (; !run.isAfter(last); run = schedule.trigger().nextAfter(run).orElseThrow()) {
                expected.add(new ScheduledRun(schedule.name(), run).id());
            }
        });
        Awaitility.await("the end of all runs")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ran).hasSizeGreaterThanOrEqualTo(expected.size()));

        Map<String, Long> times = ran.stream().collect(Collectors.groupingBy(Message::id, Collectors.counting()));
        assertThat(times.keySet()).as("submitted, none left out").containsExactlyInAnyOrderElementsOf(expected);
        assertThat(times.values()).as("submitted once").containsOnly(1L);
        assertThat(alsek.schedules().list().stream()
                        .mapToLong(schedule -> schedule.runs())
                        .sum())
                .isEqualTo(expected.size());
        List<Duration> lateness =
                ran.stream().map(ScheduleFaultsTest::lateness).sorted().toList();
        System.out.println(expected.size() + " runs, " + kills + " kills; submitted late by: median "
                + lateness.get(lateness.size() / 2).toMillis() + " ms, 99 % within "
                + lateness.get(lateness.size() * 99 / 100).toMillis() + " ms, at most "
                + lateness.get(lateness.size() - 1).toMillis() + " ms");
        assertThat(lateness.get(lateness.size() - 1)).isLessThan(LEASE.plus(SLACK));
    }

    private static Duration lateness(Message message) {
        return Duration.between(
                ScheduledRun.of(message).orElseThrow().instant(),
                message.timing().createdAt());
    }

    private Process scheduler() {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FaultyScheduler.class.getName(),
                            server.url())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.inputReader().readLine(); // it is at work
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
