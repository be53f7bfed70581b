package io.alsek.memory;

import io.alsek.memory.Stage.Plain;
import io.alsek.spi.QueuedMessage;
import org.jspecify.annotations.Nullable;

/** Lets new messages in, unless their id is taken. */
final class Admission {

    private final Queues queues;
    private final Turnstile turnstile;
    private final FinishedIds finished;

    Admission(Queues queues, Turnstile turnstile, FinishedIds finished) {
        this.queues = queues;
        this.turnstile = turnstile;
        this.finished = finished;
    }

    /**
     * Accepts a message.
     *
     * @param gate the object whose monitor the caller holds until everything that comes with the message is done;
     *     {@code null} = there is nothing more, and no monitor is held
     * @return the message, {@code null} if it is a duplicate
     */
    @Nullable
    Entry admit(QueuedMessage message, @Nullable Object gate, long now) {
        while (true) {
            MemoryQueue queue = queues.open(message.queue());
            Entry entry = entry(queue.lane(message.task()), message, now);
            entry.bornBehind(gate);
            Entry other;
            synchronized (entry) {
                other = queue.putIfAbsent(entry);
                if (other == null && !queue.isRetired()) {
                    // Only now, since a finished id is remembered before it is taken out of the queue.
                    if (finished.remembers(Fingerprint.of(queue.name, entry.id), now)) {
                        queue.remove(entry);
                        return null;
                    }
                    place(entry, now);
                    return entry;
                }
                if (other == null) {
                    queue.remove(entry);
                }
            }
            if (other != null && !hasLeft(other, gate == null, now)) {
                return null;
            }
        }
    }

    /** {@return an entry that arrives now; it has its place, but is not there yet} */
    Entry entry(Lane lane, QueuedMessage message, long now) {
        long due = turnstile.due(Millis.of(message.readyAt()), now);
        return new Entry(lane, message, due, turnstile.next());
    }

    /**
     * Puts an entry that arrives now in the place of one with the same id: of a dead one, or of a living one of the same
     * lane. Inside the monitor of the latter.
     */
    void replace(Entry old, Entry entry, long now) {
        entry.bornBehind(old);
        synchronized (entry) {
            if (old.isAlive()) {
                old.lane.succeed(old, entry, stageOf(entry, now));
                return;
            }
            place(entry, now);
            old.lane.queue.replace(old, entry);
        }
        old.lane.move(old, Plain.GONE);
    }

    /** Makes an entry ready, or delayed if it is not due yet. Inside its monitor. */
    void place(Entry entry, long now) {
        entry.lane.move(entry, stageOf(entry, now));
    }

    private static Stage stageOf(Entry entry, long now) {
        return entry.due > now ? Plain.DELAYED : Plain.READY;
    }

    /**
     * Looks whether an entry that was found under an id has gone from there, or can go since it is a dead letter whose
     * time is over.
     */
    private boolean hasLeft(Entry entry, boolean mayWait, long now) {
        if (mayWait) {
            entry.awaitBirth();
        } else if (!isOver(entry, now)) {
            return false;
        }
        queues.graveyard.expire(entry, now);
        synchronized (entry) {
            return entry.stage == Plain.GONE;
        }
    }

    /** Without the monitor, which must not be entered inside another unless this is so; and then it stays so. */
    private static boolean isOver(Entry entry, long now) {
        Grave grave = Graveyard.peek(entry);
        return grave != null && grave.expiresAt <= now;
    }
}
