package io.alsek.memory;

import io.alsek.memory.Stage.Plain;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.StoredMessage;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The administration of a namespace. */
final class MemoryQueueAdmin implements QueueAdmin {

    private final Lifecycle lifecycle;
    private final Namespace space;

    MemoryQueueAdmin(Lifecycle lifecycle, Namespace space) {
        this.lifecycle = lifecycle;
        this.space = space;
    }

    @Override
    public Set<String> queues() {
        begin();
        Set<String> names = new TreeSet<>();
        for (MemoryQueue queue : space.queues.all()) {
            if (queue.isPaused() || !queue.isEmpty()) {
                names.add(queue.name);
            }
        }
        return Collections.unmodifiableSet(names);
    }

    @Override
    public QueueCounts counts(String queueName) {
        long now = begin();
        MemoryQueue queue = space.queues.get(queueName);
        if (queue == null) {
            return new QueueCounts(0, 0, 0, 0, false);
        }
        queue.promote(now);
        long ready = 0;
        long delayed = 0;
        long leased = 0;
        for (Lane lane : queue.lanes()) {
            Lane.Tally tally = lane.tally();
            ready += tally.ready();
            delayed += tally.delayed();
            leased += tally.leased();
        }
        return new QueueCounts(ready, delayed, leased, queue.deadCount(), queue.isPaused());
    }

    @Override
    public Map<String, Long> waitingByTask(String queueName) {
        begin();
        Map<String, Long> waiting = new LinkedHashMap<>();
        MemoryQueue queue = space.queues.get(queueName);
        if (queue != null) {
            for (Lane lane : queue.lanes()) {
                Lane.Tally tally = lane.tally();
                long count = tally.ready() + tally.delayed();
                if (count > 0) {
                    waiting.put(lane.task, count);
                }
            }
        }
        return waiting;
    }

    @Override
    public Page<StoredMessage> browse(String queueName, @Nullable String from, int limit) {
        long now = begin();
        Cursor.checkLimit(limit);
        MessagePage page = new MessagePage(from, limit, now);
        MemoryQueue queue = space.queues.get(queueName);
        if (queue == null) {
            return new Page<>(List.of(), null);
        }
        queue.promote(now);
        return page.of(queue.lanes());
    }

    @Override
    public boolean pause(String queueName) {
        lifecycle.ensureOpen();
        while (true) {
            MemoryQueue queue = space.queues.open(queueName);
            boolean changed = queue.setPaused(true);
            if (!queue.isRetired()) {
                return changed;
            }
            queue.setPaused(false);
        }
    }

    @Override
    public boolean resume(String queueName) {
        lifecycle.ensureOpen();
        MemoryQueue queue = space.queues.get(queueName);
        if (queue == null || !queue.setPaused(false)) {
            return false;
        }
        for (Lane lane : queue.lanes()) {
            if (lane.hasClaimable()) {
                space.watchers.ready(lane);
            } else if (lane.nextAt() != Millis.NEVER) {
                space.watchers.at(lane.nextAt(), lane);
            }
        }
        return true;
    }

    @Override
    public long purge(String queueName) {
        lifecycle.ensureOpen();
        MemoryQueue queue = space.queues.get(queueName);
        if (queue == null) {
            return 0;
        }
        long purged = 0;
        for (Lane lane : queue.lanes()) {
            purged += purge(lane.ready.iterator()) + purge(lane.delayed.iterator());
        }
        return purged;
    }

    private long purge(Iterator<Entry> waiting) {
        long purged = 0;
        while (waiting.hasNext()) {
            Entry entry = waiting.next();
            entry.awaitBirth();
            synchronized (entry) {
                if (entry.stage == Plain.READY || entry.stage == Plain.DELAYED) {
                    space.finished.forget(Fingerprint.of(entry.lane.queue.name, entry.id));
                    entry.vanish();
                    purged++;
                }
            }
        }
        return purged;
    }

    @Override
    public Optional<MessageKey> locate(String id) {
        begin();
        for (String name : queues()) {
            MemoryQueue queue = space.queues.get(name);
            Entry entry = queue == null ? null : queue.get(id);
            if (entry != null) {
                return Optional.of(entry.key());
            }
        }
        return Optional.empty();
    }

    /** {@return the time} Dead letters whose time is over are gone then. */
    private long begin() {
        lifecycle.ensureOpen();
        long now = space.clock.millis();
        space.queues.graveyard.expire(now);
        return now;
    }
}
