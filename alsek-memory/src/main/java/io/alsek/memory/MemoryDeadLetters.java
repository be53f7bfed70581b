package io.alsek.memory;

import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.Effects;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.Replay;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dead letters of a namespace. */
final class MemoryDeadLetters implements DeadLetterStore {

    private final Lifecycle lifecycle;
    private final Namespace space;

    MemoryDeadLetters(Lifecycle lifecycle, Namespace space) {
        this.lifecycle = lifecycle;
        this.space = space;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a grave is one particular burial
    public Page<DeadLetter> browse(String queueName, @Nullable String from, int limit) {
        begin();
        Cursor.checkLimit(limit);
        Moment after = from == null ? null : Cursor.moment(from);
        MemoryQueue queue = space.queues.get(queueName);
        if (queue == null) {
            return new Page<>(List.of(), null);
        }
        List<DeadLetter> letters = new ArrayList<>();
        Iterator<Grave> graves = after == null ? queue.dead.iterator() : queue.dead.after(after);
        Grave last = null;
        while (graves.hasNext()) {
            Grave grave = graves.next();
            grave.entry.awaitBirth();
            synchronized (grave.entry) {
                if (grave.entry.stage != grave) {
                    continue;
                }
                if (letters.size() == limit && last != null) {
                    return new Page<>(letters, Cursor.at(last));
                }
                letters.add(grave.entry.deadLetter(grave));
            }
            last = grave;
        }
        return new Page<>(letters, null);
    }

    @Override
    public Map<MessageKey, DeadLetter> find(Collection<MessageKey> keys) {
        begin();
        Map<MessageKey, DeadLetter> found = new LinkedHashMap<>();
        for (MessageKey key : keys) {
            Entry entry = entry(key);
            if (entry != null) {
                synchronized (entry) {
                    if (entry.stage instanceof Grave grave) {
                        found.put(key, entry.deadLetter(grave));
                    }
                }
            }
        }
        return found;
    }

    @Override
    public List<Boolean> replay(List<Replay> replays) {
        long now = begin();
        List<Boolean> outcomes = new ArrayList<>(replays.size());
        for (Replay replay : replays) {
            outcomes.add(replay(replay, now));
        }
        return outcomes;
    }

    private boolean replay(Replay replay, long now) {
        Effects effects = replay.effects();
        Entry dead = entry(replay.message().key());
        if (dead == null) {
            return false;
        }
        Entry alive;
        List<Entry> born;
        synchronized (dead) {
            if (!(dead.stage instanceof Grave)) {
                return false;
            }
            born = space.consequences.enact(effects, dead, now);
            alive = space.admission.entry(dead.lane.queue.lane(replay.message().task()), replay.message(), now);
            space.admission.replace(dead, alive, now);
        }
        space.consequences.arrived(alive, now);
        space.consequences.announce(effects, born, now);
        return true;
    }

    @Override
    public int purge(Collection<MessageKey> keys) {
        begin();
        int purged = 0;
        for (MessageKey key : keys) {
            Entry entry = entry(key);
            if (entry != null) {
                synchronized (entry) {
                    if (entry.stage instanceof Grave) {
                        space.finished.forget(Fingerprint.of(key.queue(), key.id()));
                        entry.vanish();
                        purged++;
                    }
                }
            }
        }
        return purged;
    }

    /** {@return the time} Dead letters whose time is over are gone then. */
    private long begin() {
        lifecycle.ensureOpen();
        long now = space.clock.millis();
        space.queues.graveyard.expire(now);
        return now;
    }

    private @Nullable Entry entry(MessageKey key) {
        MemoryQueue queue = space.queues.get(key.queue());
        return queue == null ? null : queue.get(key.id());
    }
}
