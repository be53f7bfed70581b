package io.alsek.test;

import io.alsek.broker.Broker;
import io.alsek.spi.BackendException;
import io.alsek.spi.SweepReport;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps the backend of a harness on a virtual clock, in place of its workers. A worker of production sweeps every
 * minute, because others may have changed something. Here every change passes the harness, so that a sweep is due only
 * after one, and when the last sweep said; and a year in which nothing happens costs nothing. Thread-safe.
 */
final class Sweeping {

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Broker broker;
    private final VirtualClock clock;

    // Guarded by this.
    private boolean started;
    private @Nullable Timer timer;
    private Instant setTo = Instant.MAX;

    Sweeping(Broker broker, VirtualClock clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /** There is somebody now who would sweep. */
    synchronized void start() {
        if (!started) {
            started = true;
            noLaterThan(clock.instant().plus(SHORTEST_PAUSE));
        }
    }

    /** Something has changed that a sweep may have to see. */
    synchronized void changed() {
        if (started) {
            noLaterThan(clock.instant().plus(LONGEST_PAUSE));
        }
    }

    private synchronized void noLaterThan(Instant when) {
        if (!when.isBefore(setTo)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        setTo = when;
        timer = clock.at(when, TimerKind.BACKGROUND, "sweep", this::sweep);
    }

    private void sweep() {
        synchronized (this) {
            setTo = Instant.MAX;
            timer = null;
        }
        try {
            SweepReport report = broker.sweep();
            Instant next = report.more() ? clock.instant() : report.nextAt();
            if (next != null) {
                Instant soonest = clock.instant().plus(SHORTEST_PAUSE);
                noLaterThan(next.isBefore(soonest) && !report.more() ? soonest : next);
            }
        } catch (BackendException e) {
            noLaterThan(clock.instant().plus(LONGEST_PAUSE));
        }
    }
}
