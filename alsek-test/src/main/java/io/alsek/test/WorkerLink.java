package io.alsek.test;

import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.LockStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a simulated worker has of its backend: everything, until it crashes, and less when it is faulty. */
final class WorkerLink implements Tap.Filter {

    private final String worker;

    private volatile boolean crashed;
    private volatile boolean paused;
    private volatile boolean losesHeartbeats;
    private volatile @Nullable CrashPoint crashPoint;
    private volatile Duration skew = Duration.ZERO;

    WorkerLink(String worker) {
        this.worker = worker;
    }

    boolean isCrashed() {
        return crashed;
    }

    boolean isPaused() {
        return paused;
    }

    void crash() {
        crashed = true;
    }

    void crashAt(CrashPoint point) {
        crashPoint = point;
    }

    /** Where it was to crash and has not come to; {@code null} if nowhere. */
    @Nullable
    CrashPoint crashToCome() {
        return crashed ? null : crashPoint;
    }

    void pause(boolean yes) {
        paused = yes;
    }

    void loseHeartbeats(boolean yes) {
        losesHeartbeats = yes;
    }

    void skew(Duration by) {
        skew = by;
    }

    Duration skew() {
        return skew;
    }

    /** Crashes if this is the moment to. */
    void pass(CrashPoint point) {
        if (crashPoint == point) {
            crash();
        }
        requireAlive();
    }

    private void requireAlive() {
        if (crashed) {
            throw new WorkerCrash(worker);
        }
        if (paused) {
            throw new IllegalStateException("The simulated worker \"" + worker
                    + "\" is paused and cannot do anything; call resume() before its handler returns");
        }
    }

    @Override
    public @Nullable Object operate(Tap.Operation operation) throws Throwable {
        if (operation.kind() == BackendOperation.SETTLE) {
            pass(CrashPoint.AFTER_HANDLER);
            Object states = operation.proceed();
            pass(CrashPoint.AFTER_SETTLEMENT);
            return states;
        }
        boolean renewsLock =
                operation.store() == LockStore.class && operation.method().equals("renew");
        if (renewsLock && (crashed || paused)) { // mostly by a timer, which must not die with the worker
            throw lostHeartbeat();
        }
        requireAlive();
        if (losesHeartbeats && (renewsLock || isHeartbeat(operation))) {
            throw lostHeartbeat();
        }
        return operation.proceed();
    }

    private BackendException lostHeartbeat() {
        return new BackendException.NotApplied("The simulated worker \"" + worker + "\" loses its heartbeats", null);
    }

    /** What prolongs leases, and perhaps locks with them, but says nothing. */
    private static boolean isHeartbeat(Tap.Operation operation) {
        return operation.kind() == BackendOperation.EXTEND
                && operation.arguments()[0] instanceof List<?> extensions
                && extensions.stream().allMatch(WorkerLink::isHeartbeat);
    }

    private static boolean isHeartbeat(Object extension) {
        Effects effects = ((Extension) extension).effects();
        return effects.values().isEmpty() && effects.publications().isEmpty();
    }

    @Override
    public void raise(Runnable signal) {
        signal.run();
    }

    /** Who is dead or frozen hears nothing. What it missed, a later heartbeat tells. */
    @Override
    public void deliver(byte[] note, ChannelListener listener) {
        if (!crashed && !paused) {
            listener.onMessage(note);
        }
    }

    @Override
    public InstantSource clock(InstantSource real) {
        return () -> real.instant().plus(skew);
    }
}
