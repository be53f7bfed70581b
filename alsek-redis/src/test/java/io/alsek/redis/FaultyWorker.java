package io.alsek.redis;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.spi.BackendException;
import io.alsek.spi.QueuePolicy;
import io.alsek.task.Task;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker in a process of its own, to be killed. It prints what it does, a line each: {@code S id nanos} when it begins
 * with a message, {@code D id nanos} when the server has acknowledged that it is done, {@code L id nanos} when
 * it has said that the lease was lost.
 */
final class FaultyWorker {

    static final Task<Integer, Integer> WORK = Task.named("work")
            .input(Integer.class)
            .output(Integer.class)
            .retryForever(io.alsek.message.Backoff.none())
            .storeResult(Duration.ofHours(1))
            .build();

    /** Whoever runs this dies of it. */
    static final int POISON = -1;

    static final int WORK_MILLIS = 2;

    static final int MOST_DELIVERIES = 4;

    static final Duration LEASE = Duration.ofSeconds(2);

    private FaultyWorker() {}

    /** Takes the URL of the server, and how long each message takes; runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        RedisBackend backend = RedisBackend.builder()
                .url(args[0])
                .timeout(Duration.ofSeconds(1))
                .build();
        Alsek alsek = Alsek.builder(backend)
                .policy(new QueuePolicy(MOST_DELIVERIES, Duration.ofHours(1), Duration.ofDays(1)))
                .listener(event -> {
                    if (event instanceof TaskEvent.Succeeded done) {
                        out.println("D " + done.message().id() + " " + System.nanoTime());
                    } else if (event instanceof TaskEvent.LeaseLost lost) {
                        out.println("L " + lost.message().id() + " " + System.nanoTime());
                    }
                })
                .build();
        start(alsek, Integer.parseInt(args[1]), out);
        Thread.currentThread().join();
    }

    private static void start(Alsek alsek, int workMillis, PrintStream out) {
        while (true) {
            try {
                alsek.threadPool()
                        .size(8)
                        .lease(LEASE)
                        .handle(WORK, (number, context) -> {
                            out.println("S " + context.message().id() + " " + System.nanoTime());
                            LockSupport.parkNanos(number == POISON ? 300_000_000 : workMillis * 1_000_000L);
                            if (number == POISON) {
                                Runtime.getRuntime().halt(1);
                            }
                            return number;
                        })
                        .start();
                return;
            } catch (BackendException e) {
                LockSupport.parkNanos(100_000_000); // the server is down just now
            }
        }
    }
}
