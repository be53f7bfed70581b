package io.alsek.memory;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a namespace by name. A queue comes into being when it is first written to, and is given up some time
 * after it became empty, so that names do not pile up.
 */
final class Queues {

    private static final int TIDY_AFTER = 1_000;

    /** The queues in which something may be claimable, in alphabetical order. */
    final ConcurrentSkipListMap<String, MemoryQueue> busy = new ConcurrentSkipListMap<>();

    /** When a delayed message falls due or a lease runs out. */
    final Agenda due = new Agenda();

    /** When a waiting message may expire. */
    final Agenda expiring = new Agenda();

    final Graveyard graveyard = new Graveyard();

    private final ConcurrentMap<String, MemoryQueue> byName = new ConcurrentHashMap<>();
    private final AtomicLong laneNumbers = new AtomicLong();
    private final AtomicInteger openedSinceTidied = new AtomicInteger();

    /** {@return the queue, made if need be} */
    MemoryQueue open(String name) {
        MemoryQueue present = byName.get(name);
        if (present != null) {
            return present;
        }
        if (openedSinceTidied.incrementAndGet() > TIDY_AFTER + byName.size()) {
            tidy();
        }
        return byName.computeIfAbsent(name, key -> new MemoryQueue(key, this));
    }

    @Nullable
    MemoryQueue get(String name) {
        return byName.get(name);
    }

    /** {@return all queues, in no particular order} */
    Iterable<MemoryQueue> all() {
        return byName.values();
    }

    long nextLaneNumber() {
        return laneNumbers.incrementAndGet();
    }

    /** Makes claimable what has fallen due and what is held by a lease that has run out, in all queues. */
    void promote(long now) {
        for (Agenda.Item item = due.first(); item != null && item.at() <= now; item = due.first()) {
            item.lane().promote(now);
        }
    }

    /** Gives up the queues that hold nothing. */
    void tidy() {
        openedSinceTidied.set(0);
        for (MemoryQueue queue : byName.values()) {
            if (queue.isEmpty() && !queue.isPaused()) {
                giveUp(queue);
            }
        }
    }

    private void giveUp(MemoryQueue queue) {
        if (queue.retire()) {
            byName.remove(queue.name, queue);
            busy.remove(queue.name, queue);
            for (Lane lane : queue.lanes()) {
                lane.alarm.set(Millis.NEVER);
                lane.expiry.forget();
            }
        }
    }
}
