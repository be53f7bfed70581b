package io.alsek.worker;

import io.alsek.time.Timekeeper;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A timer that is set again and again, to the earliest instant asked for. Setting it to a later one costs next to
 * nothing, so that it can be done for every message. Thread-safe.
 */
final class Alarm {

    private static final long NEVER = Long.MAX_VALUE;

    private final Timekeeper time;
    private final TimerKind kind;
    private final String label;
    private final Runnable action;

    /** When it goes off next. Written under the monitor; read without it, when a stale value does no harm. */
    private volatile long setTo = NEVER;

    /** Guarded by this. */
    private @Nullable Timer timer;

    /** Guarded by this; once true, never false again. */
    private boolean off;

    Alarm(Timekeeper time, TimerKind kind, String label, Runnable action) {
        this.time = time;
        this.kind = kind;
        this.label = label;
        this.action = action;
    }

    /** Makes sure that the action runs at {@code instant} or before. */
    void noLaterThan(Instant instant) {
        long millis = instant.toEpochMilli();
        if (setTo <= millis) {
            return;
        }
        synchronized (this) {
            if (off || setTo <= millis) {
                return;
            }
            if (timer != null) {
                timer.cancel();
            }
            setTo = millis;
            timer = time.at(instant, kind, label, () -> goOff(millis));
        }
    }

    private void goOff(long millis) {
        synchronized (this) {
            if (off || setTo != millis) {
                return;
            }
            setTo = NEVER;
            timer = null;
        }
        action.run();
    }

    /** Never goes off again. */
    synchronized void turnOff() {
        off = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
