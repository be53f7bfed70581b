package io.alsek.redis;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.spi.BackendException;
import io.alsek.task.Task;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker in a process of its own, to be killed. It prints what it does, a line each: {@code S id nanos} when it begins
 * with a message, {@code D id nanos} when the server has acknowledged that it is done.
 */
final class FaultyWorker {

    static final Task<Integer, Integer> WORK = Task.named("work")
            .input(Integer.class)
            .output(Integer.class)
            .retryForever(io.alsek.message.Backoff.none())
            .storeResult(Duration.ofHours(1))
            .build();

    static final Duration LEASE = Duration.ofSeconds(2);

    private FaultyWorker() {}

    /** Takes the URL of the server; runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        RedisBackend backend = RedisBackend.builder()
                .url(args[0])
                .timeout(Duration.ofSeconds(1))
                .build();
        Alsek alsek = Alsek.builder(backend)
                .listener(event -> {
                    if (event instanceof TaskEvent.Succeeded done) {
                        out.println("D " + done.message().id() + " " + System.nanoTime());
                    }
                })
                .build();
        start(alsek, out);
        Thread.currentThread().join();
    }

    private static void start(Alsek alsek, PrintStream out) {
        while (true) {
            try {
                alsek.threadPool()
                        .size(8)
                        .lease(LEASE)
                        .handle(WORK, (number, context) -> {
                            out.println("S " + context.message().id() + " " + System.nanoTime());
                            LockSupport.parkNanos(2_000_000);
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
