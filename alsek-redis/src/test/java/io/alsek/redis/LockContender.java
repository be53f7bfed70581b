package io.alsek.redis;

import io.alsek.Alsek;
import io.alsek.lock.HeldLock;
import io.alsek.lock.Lock;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that contends for a lock with several threads. It prints {@code I fence nanos} when a thread is in and
 * {@code O fence nanos} just before it goes out.
 */
final class LockContender {

    static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private LockContender() {}

    /** Takes the URL of the server, the limit, how many threads contend and how often; 0 times = hold until killed. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int rounds = Integer.parseInt(args[3]);
        try (Alsek alsek = Alsek.on(RedisBackend.builder().url(args[0]).build())) {
            Lock lock = alsek.lock("contended").limit(Integer.parseInt(args[1])).heartbeat(HEARTBEAT);
            if (rounds == 0) {
                out.println("I " + lock.acquire(Duration.ofSeconds(20)).fence() + " " + System.nanoTime());
                Thread.currentThread().join();
            }
            List<FutureTask<Integer>> threads = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                FutureTask<Integer> thread = new FutureTask<>(() -> contend(lock, rounds, out));
                threads.add(thread);
                new Thread(thread, "contender " + i).start();
            }
            for (FutureTask<Integer> thread : threads) {
                thread.get();
            }
        }
    }

    private static int contend(Lock lock, int rounds, PrintStream out) throws Exception {
        for (int round = 0; round < rounds; round++) {
            try (HeldLock held = lock.acquire(Duration.ofSeconds(60))) {
                long in = System.nanoTime();
                LockSupport.parkNanos(200_000);
                out.println("I " + held.fence() + " " + in + "\nO " + held.fence() + " " + System.nanoTime());
            }
        }
        return rounds;
    }
}
