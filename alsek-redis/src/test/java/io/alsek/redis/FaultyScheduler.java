package io.alsek.redis;

import io.alsek.Alsek;
import io.alsek.spi.BackendException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A scheduler in a process of its own, to be killed. It knows no task; it prints a line when it is at work. */
final class FaultyScheduler {

    private FaultyScheduler() {}

    /** Takes the URL of the server; runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        RedisBackend backend = RedisBackend.builder()
                .url(args[0])
                .timeout(Duration.ofSeconds(1))
                .build();
        Alsek alsek = Alsek.on(backend);
        try {
            alsek.schedules().start().list();
        } catch (BackendException e) {
            throw new IllegalStateException("The server should be up", e);
        }
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println("at work");
        Thread.currentThread().join();
    }
}
