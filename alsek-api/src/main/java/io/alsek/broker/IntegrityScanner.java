package io.alsek.broker;

import io.alsek.event.TaskStatus;
import io.alsek.spi.MessageKey;
import io.alsek.time.Recurrence;
import io.alsek.time.Timekeeper;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds statuses that say a message is on its way although it is gone, and sets them to {@link TaskStatus#UNKNOWN}.
 * That can only be the trace of a message that was removed by hand, or lost by the storage. Thread-safe.
 */
public final class IntegrityScanner implements AutoCloseable {

    private final Broker broker;

    /** Guarded by this. */
    private @Nullable Timer timer;

    /** Guarded by this; once true, never false again. */
    private boolean closed;

    /** A scanner that scans when asked. */
    public IntegrityScanner(Broker broker) {
        this.broker = broker;
    }

    /** Scans from now on every hour; see {@link #every}. */
    public IntegrityScanner hourly() {
        return every(Duration.ofHours(1));
    }

    /** Scans from now on every {@code interval}, on the timekeeper's thread, until closed. */
    public IntegrityScanner every(Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval must be positive, but is " + interval);
        }
        return when(instant -> Optional.of(instant.plus(interval)));
    }

    /**
     * Scans whenever a trigger says so, on the timekeeper's thread, until that has no more instants or this is closed.
     * Takes the place of an earlier one.
     */
    public synchronized IntegrityScanner when(Recurrence trigger) {
        if (closed) {
            throw new IllegalStateException("This integrity scanner is closed");
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        Timekeeper time = broker.environment().time();
        trigger.nextAfter(time.instant())
                .ifPresent(next ->
                        timer = time.at(next, TimerKind.BACKGROUND, "integrity scan", () -> scanAndGoOn(trigger)));
        return this;
    }

    private void scanAndGoOn(Recurrence trigger) {
        try {
            scan();
        } finally {
            synchronized (this) {
                if (!closed) {
                    when(trigger);
                }
            }
        }
    }

    /** Scans once; returns how many statuses were set to {@link TaskStatus#UNKNOWN}. */
    public int scan() {
        int repaired = 0;
        for (String id : broker.statuses().trackedIds()) {
            Optional<StatusUpdate> status = broker.statuses().find(id);
            if (status.isPresent() && isOrphan(id, status.get())) {
                StatusUpdate old = status.get();
                broker.statuses()
                        .replace(
                                id,
                                new StatusUpdate(
                                        TaskStatus.UNKNOWN, broker.now(), old.queue(), old.task(), old.details()));
                repaired++;
            }
        }
        return repaired;
    }

    private boolean isOrphan(String id, StatusUpdate status) {
        if (status.status().isTerminal() || status.status() == TaskStatus.UNKNOWN) {
            return false;
        }
        MessageKey key = new MessageKey(status.queue(), id);
        // Looked at again after the message: it may have ended, and said so, in between.
        return !broker.exists(key)
                && broker.statuses().find(id).filter(status::equals).isPresent();
    }

    /** Ends the periodic scan. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
