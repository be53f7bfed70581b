package io.alsek.memory;

import io.alsek.memory.Stage.Plain;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one task in one queue, in the orders in which they are looked for.
 *
 * <p>An entry is in the line that its stage names and in no other, except while its monitor is held: {@link #move}
 * adds it to the new line before it takes it from the old one. So whoever looks through the lines without a monitor
 * may meet an entry that is just leaving, but never misses one.
 */
final class Lane {

    final MemoryQueue queue;
    final String task;

    /** Unique in the namespace. */
    final long number;

    final Line<Place, Entry> ready = new Line<>(null);
    final Line<Place, Entry> delayed = new Line<>(Place.BY_DUE);

    /** Leased until an instant that had not come when somebody last looked. */
    final Line<Hold, Hold> leases = new Line<>(null);

    /** Leased until an instant that has passed, and claimable, in the order of their old places. */
    final Line<Place, Entry> overdue = new Line<>(null);

    /** When the first delayed message falls due or the first lease runs out. */
    final Agenda.Alarm alarm;

    final ExpiryWatch expiry;

    /** Changes only when a message begins or ceases to live, so that nobody counts one that moves twice or not at all. */
    private final LongAdder aliveCount = new LongAdder();

    private final LongAdder delayedCount = new LongAdder();
    private final LongAdder leasedCount = new LongAdder();

    Lane(MemoryQueue queue, String task, Queues queues) {
        this.queue = queue;
        this.task = task;
        this.number = queues.nextLaneNumber();
        this.alarm = new Agenda.Alarm(queues.due, this);
        this.expiry = new ExpiryWatch(new Agenda.Alarm(queues.expiring, this), this);
    }

    /** Brings an entry from one stage to another. Inside the entry's monitor. */
    void move(Entry entry, Stage to) {
        int born = (isAlive(to) ? 1 : 0) - (entry.isAlive() ? 1 : 0);
        if (born != 0) {
            aliveCount.add(born);
        }
        moveUncounted(entry, to);
    }

    private static boolean isAlive(Stage stage) {
        return stage != Plain.GONE && !(stage instanceof Grave);
    }

    /** Puts a new entry in the place of a living one of this lane. Inside the monitors of both. */
    void succeed(Entry old, Entry entry, Stage to) {
        moveUncounted(entry, to);
        old.lane.queue.replace(old, entry);
        moveUncounted(old, Plain.GONE);
    }

    private void moveUncounted(Entry entry, Stage to) {
        Stage from = entry.stage;
        enter(entry, to);
        entry.stage = to;
        leave(entry, from);
    }

    private void enter(Entry entry, Stage to) {
        if (to == Plain.READY) {
            ready.add(entry);
            claimable(entry);
        } else if (to == Plain.DELAYED) {
            delayed.add(entry);
            delayedCount.increment();
            alarm.noLaterThan(entry.due);
            expiry.noLaterThan(entry.expiresAt);
        } else if (to instanceof Hold hold) {
            leasedCount.increment();
            if (hold.overdue) {
                overdue.add(entry);
                claimable(entry);
            } else {
                leases.add(hold);
                alarm.noLaterThan(hold.at);
            }
        } else if (to instanceof Grave grave) {
            queue.bury(grave);
        }
    }

    private void claimable(Entry entry) {
        queue.setBusy();
        expiry.noLaterThan(entry.expiresAt);
    }

    private void leave(Entry entry, Stage from) {
        if (from == Plain.READY) {
            ready.remove(entry);
        } else if (from == Plain.DELAYED) {
            delayed.remove(entry);
            delayedCount.decrement();
        } else if (from instanceof Hold hold) {
            leasedCount.decrement();
            if (hold.overdue) {
                overdue.remove(entry);
            } else {
                leases.remove(hold);
            }
        } else if (from instanceof Grave grave) {
            queue.exhume(grave);
        }
    }

    /** {@return the first message that can be claimed; {@code null} if there is none} Not yet promoted ones aside. */
    @Nullable
    Entry firstClaimable() {
        Entry head = ready.first();
        Entry late = overdue.first();
        if (head == null || late == null) {
            return head == null ? late : head;
        }
        return head.compareTo(late) <= 0 ? head : late;
    }

    boolean hasClaimable() {
        return !ready.isEmpty() || !overdue.isEmpty();
    }

    /** Makes claimable what has fallen due and what is held by a lease that has run out. */
    @SuppressWarnings("ReferenceEquality") // a hold is one particular grant, and no other one like it
    void promote(long now) {
        if (alarm.at() > now) {
            return;
        }
        for (Entry entry = delayed.first(); entry != null && entry.due <= now; entry = delayed.first()) {
            synchronized (entry) {
                if (entry.stage == Plain.DELAYED) {
                    move(entry, Plain.READY);
                }
            }
        }
        for (Hold hold = leases.first(); hold != null && hold.at <= now; hold = leases.first()) {
            synchronized (hold.entry) {
                if (hold.entry.stage == hold) {
                    move(hold.entry, hold.asOverdue());
                }
            }
        }
        resetAlarm();
    }

    /** {@return when the next message falls due or the next lease runs out} */
    long nextAt() {
        if (alarm.at() < firstTimed()) {
            resetAlarm();
        }
        return alarm.at();
    }

    /**
     * Sets the alarm to what the lines say. Whoever adds something early sees either the old alarm, and then it is in
     * its line by now and the second look finds it, or the new one, and then brings that forward.
     */
    private void resetAlarm() {
        alarm.set(firstTimed());
        alarm.noLaterThan(firstTimed());
    }

    private long firstTimed() {
        Entry firstDelayed = delayed.first();
        Hold firstLease = leases.first();
        return Math.min(
                firstDelayed == null ? Millis.NEVER : firstDelayed.due,
                firstLease == null ? Millis.NEVER : firstLease.at);
    }

    /** How many messages live here. The total is exact whatever moves meanwhile, its parts are when nothing does. */
    record Tally(long ready, long delayed, long leased) {}

    Tally tally() {
        long alive = Math.max(0, aliveCount.sum());
        long leased = Math.min(alive, Math.max(0, leasedCount.sum()));
        long delayed = Math.min(alive - leased, Math.max(0, delayedCount.sum()));
        return new Tally(alive - leased - delayed, delayed, leased);
    }
}
