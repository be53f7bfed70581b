package io.alsek.test;

import io.alsek.time.Timekeeper;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The time of a worker whose clock may be wrong. */
final class SkewedTime implements Timekeeper {

    private final Timekeeper right;
    private final Supplier<Duration> skew;

    SkewedTime(Timekeeper right, Supplier<Duration> skew) {
        this.right = right;
        this.skew = skew;
    }

    @Override
    public Instant instant() {
        return right.instant().plus(skew.get());
    }

    @Override
    public Timer at(Instant when, TimerKind kind, String label, Runnable action) {
        return right.at(when.minus(skew.get()), kind, label, action);
    }

    @Override
    public boolean await(String what, CompletableFuture<?> done, Duration patience) throws InterruptedException {
        return right.await(what, done, patience);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> futureOf(String what) {
        return right.futureOf(what);
    }

    /** The right time belongs to the harness. */
    @Override
    public void close() {}
}
