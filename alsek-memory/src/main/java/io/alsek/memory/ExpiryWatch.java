package io.alsek.memory;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows when the first waiting message of a lane may expire, and finds the expired ones.
 *
 * <p>There is no index by expiry, since every message would pay for it and hardly any expires. Instead the lane keeps
 * a lower bound, and once that has passed, sweeps look through the lane, a part at a time, and learn the next bound.
 */
final class ExpiryWatch {

    private final Agenda.Alarm alarm;
    private final Lane lane;

    /**
     * No later than the expiry of any waiting message, except those that the scan under way has yet to reach. Messages
     * lower it <em>after</em> they entered their line; a scan resets it <em>before</em> it looks at the lines.
     */
    private volatile long soonest = Millis.NEVER;

    /** Where the scan under way goes on; both are touched by the sweeper only, inside its monitor. */
    private int scannedLines;

    private @Nullable Entry lastScanned;

    ExpiryWatch(Agenda.Alarm alarm, Lane lane) {
        this.alarm = alarm;
        this.lane = lane;
    }

    /** Takes note of a message that may wait from now on. */
    void noLaterThan(long expiresAt) {
        if (expiresAt < soonest) {
            lower(expiresAt);
        }
    }

    private synchronized void lower(long expiresAt) {
        if (expiresAt < soonest) {
            soonest = expiresAt;
            alarm.noLaterThan(expiresAt);
        }
    }

    /**
     * Scans the lane from where the last scan was cut short.
     *
     * @param budget how many messages to look at, at most
     * @param expired told of each message that has expired
     * @return how many were looked at; the scan is over if that is less than the budget
     */
    int scan(int budget, long now, Consumer<Entry> expired) {
        if (scannedLines == 0 && lastScanned == null) {
            begin();
        }
        int looked = 0;
        List<Line<Place, Entry>> lines = List.of(lane.ready, lane.delayed, lane.overdue);
        for (; scannedLines < lines.size(); scannedLines++) {
            Line<Place, Entry> line = lines.get(scannedLines);
            Iterator<Entry> entries = lastScanned == null ? line.iterator() : line.after(lastScanned);
            while (entries.hasNext()) {
                if (looked == budget) {
                    return looked;
                }
                Entry entry = entries.next();
                lastScanned = entry;
                looked++;
                if (entry.expiresAt <= now) {
                    expired.accept(entry);
                } else {
                    noLaterThan(entry.expiresAt);
                }
            }
            lastScanned = null;
        }
        scannedLines = 0;
        end();
        return looked;
    }

    private synchronized void begin() {
        soonest = Millis.NEVER;
    }

    private synchronized void end() {
        alarm.set(soonest);
    }

    /** Takes a lane off the agenda that is given up. */
    void forget() {
        alarm.set(Millis.NEVER);
    }
}
