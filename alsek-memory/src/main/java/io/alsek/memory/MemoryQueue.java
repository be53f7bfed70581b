package io.alsek.memory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One queue: its messages by id, its lanes, its dead letters. */
final class MemoryQueue {

    private static final Lane[] NO_LANES = {};

    final String name;

    /** The dead letters, oldest first. */
    final Line<Moment, Grave> dead = new Line<>(null);

    /**
     * What is alive or dead here: the one place that decides whether an id is taken. An entry whose stage is GONE is in
     * it only while the monitor of the entry is held.
     */
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    private final ConcurrentMap<String, Lane> lanesByTask = new ConcurrentHashMap<>();
    private final LongAdder deadCount = new LongAdder();
    private final Queues queues;

    /** Sorted by task; replaced as a whole inside the monitor of the map of lanes. */
    private volatile Lane[] lanes = NO_LANES;

    private volatile boolean paused;

    /** Whether this queue is listed among the busy ones, see {@link Queues#busy}. */
    private volatile boolean busy;

    /**
     * Whether this object is being or has been given up because it held nothing. Whoever puts something in looks at
     * this afterwards, and if it is set, takes it out again and asks {@link Queues} anew.
     */
    private volatile boolean retired;

    MemoryQueue(String name, Queues queues) {
        this.name = name;
        this.queues = queues;
    }

    Lane lane(String task) {
        Lane lane = lanesByTask.get(task);
        return lane == null ? newLane(task) : lane;
    }

    private Lane newLane(String task) {
        synchronized (lanesByTask) {
            Lane present = lanesByTask.get(task);
            if (present != null) {
                return present;
            }
            Lane lane = new Lane(this, task, queues);
            Lane[] more = Arrays.copyOf(lanes, lanes.length + 1);
            more[lanes.length] = lane;
            Arrays.sort(more, Comparator.comparing(each -> each.task));
            lanes = more;
            lanesByTask.put(task, lane);
            return lane;
        }
    }

    @Nullable
    Lane laneIfAny(String task) {
        return lanesByTask.get(task);
    }

    /** {@return all lanes, sorted by task} Not to be modified. */
    Lane[] lanes() {
        return lanes;
    }

    /** {@return the entry with this id, alive or dead; its monitor is not held} */
    @Nullable
    Entry get(String id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.awaitBirth();
        }
        return entry;
    }

    /** Puts an entry under its id unless that is taken; returns who has it then. */
    @Nullable
    Entry putIfAbsent(Entry entry) {
        return entries.putIfAbsent(entry.id, entry);
    }

    /** Puts an entry in the place of another with the same id. Inside the monitors of both. */
    void replace(Entry old, Entry entry) {
        entries.replace(old.id, old, entry);
    }

    /** Frees the id of an entry. Inside its monitor. */
    void remove(Entry entry) {
        entries.remove(entry.id, entry);
    }

    Iterable<Entry> entries() {
        return entries.values();
    }

    void bury(Grave grave) {
        dead.add(grave);
        queues.graveyard.add(grave);
        deadCount.increment();
    }

    void exhume(Grave grave) {
        dead.remove(grave);
        queues.graveyard.remove(grave);
        deadCount.decrement();
    }

    long deadCount() {
        return Math.max(0, deadCount.sum());
    }

    boolean isEmpty() {
        // The iterator has the last word: the map adds its size up from parts and could see a removal before the
        // insertion that made it possible.
        return entries.isEmpty() && !entries.values().iterator().hasNext();
    }

    boolean isPaused() {
        return paused;
    }

    /** {@return whether this changed anything} */
    synchronized boolean setPaused(boolean newPaused) {
        boolean changed = paused != newPaused;
        paused = newPaused;
        return changed;
    }

    boolean isRetired() {
        return retired;
    }

    /** Gives this queue up if it holds nothing; returns whether that is so. */
    synchronized boolean retire() {
        retired = true;
        if (paused || !isEmpty()) {
            retired = false;
        }
        return retired;
    }

    /** Says that something may be claimable. After it is in its line. */
    void setBusy() {
        if (!busy) {
            busy = true;
            queues.busy.put(name, this);
        }
    }

    /** Takes note that nothing was claimable, and looks again, since something may have come in the meantime. */
    void setIdle() {
        queues.busy.remove(name, this);
        busy = false;
        if (hasClaimable()) {
            setBusy();
        }
    }

    boolean hasClaimable() {
        for (Lane lane : lanes) {
            if (lane.hasClaimable()) {
                return true;
            }
        }
        return false;
    }

    void promote(long now) {
        for (Lane lane : lanes) {
            lane.promote(now);
        }
    }
}
