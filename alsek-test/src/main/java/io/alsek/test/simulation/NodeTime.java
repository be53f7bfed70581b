package io.alsek.test.simulation;

import io.alsek.time.AwaitedFuture;
import io.alsek.time.Timekeeper;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The time of a simulated process: that of its world, as its own clock shows it. */
final class NodeTime implements Timekeeper {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Node node;

    NodeTime(Node node) {
        this.node = node;
    }

    @Override
    public Instant instant() {
        return node.world().clock().instant().plus(node.skew());
    }

    @Override
    public long millis() {
        return instant().toEpochMilli();
    }

    @Override
    public Timer at(Instant when, TimerKind kind, String label, Runnable action) {
        return node.world().clock().at(when.minus(node.skew()), kind, label, () -> node.due(action));
    }

    @Override
    public boolean await(String what, CompletableFuture<?> done, Duration patience) throws InterruptedException {
        if (done.isDone()) {
            return true;
        }
        if (patience.isNegative() || patience.isZero()) {
            return false;
        }
        Baton baton = node.world().baton();
        if (!baton.isMine() || baton.isSilent()) {
            throw new IllegalStateException("Waiting for " + what + " would never end here: only clients and handlers"
                    + " can wait in a simulation, not its properties");
        }
        Instant now = node.world().clock().instant();
        return baton.await(done::isDone, patience.compareTo(FOR_EVER) > 0 ? null : now.plus(patience));
    }

    /** Whoever takes part in the simulation waits in its time; a thread that does not cannot be let in here. */
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> futureOf(String what) {
        return new AwaitedFuture<>((future, patience) -> await(what, future, patience));
    }

    /** The clock is the world's. */
    @Override
    public void close() {}
}
