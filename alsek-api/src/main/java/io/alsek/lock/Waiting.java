package io.alsek.lock;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who in this process waits for which lock. First come, first served: only the first in each line asks the store, so
 * that a release wakes one thread of each process and not all. Thread-safe.
 *
 * <p>A line listens to the channel of its lock as long as somebody stands in it.
 */
final class Waiting {

    private final Optional<EventBus> bus;

    /** A lock that nobody waits for is not in here; guarded by this, and so are the turns of each line. */
    private final Map<String, Line> lines = new HashMap<>();

    /** Once true, never false again; guarded by this. */
    private boolean closed;

    Waiting(Optional<EventBus> bus) {
        this.bus = bus;
    }

    /** Somebody's place in a line. */
    final class Turn implements AutoCloseable {

        private final Line line;
        private volatile CompletableFuture<Boolean> bell = new CompletableFuture<>();

        private Turn(Line line) {
            this.line = line;
        }

        /** A bell that rings when it may be worth looking again; to be taken before each look. */
        CompletableFuture<Boolean> newBell() {
            bell = new CompletableFuture<>();
            return bell;
        }

        boolean isFirst() {
            synchronized (Waiting.this) {
                return equals(line.turns.peekFirst());
            }
        }

        private void ring() {
            bell.complete(true);
        }

        /** Leaves the line; the next one has its turn. */
        @Override
        public void close() {
            leave(this);
        }
    }

    private static final class Line implements ChannelListener {

        private final Waiting owner;
        private final Deque<Turn> turns = new ArrayDeque<>();

        /** Guarded by this line. */
        private EventBus.@Nullable Registration registration;

        Line(Waiting owner) {
            this.owner = owner;
        }

        synchronized void listen(EventBus bus, String channel) {
            if (registration == null) {
                registration = bus.subscribe(channel, this);
            }
        }

        synchronized void listenNoMore() {
            if (registration != null) {
                registration.close();
            }
        }

        @Override
        public void onMessage(byte[] payload) {
            owner.ringFirst(this);
        }

        @Override
        public void onGap() {
            owner.ringFirst(this);
        }
    }

    /** Whether somebody of this process waits for a lock. */
    synchronized boolean isAwaited(String lock) {
        return lines.containsKey(lock);
    }

    /** Gets in line. When this returns, every release from now on will be heard, as far as there is a bus. */
    Turn join(String lock) {
        Turn turn;
        synchronized (this) {
            requireOpen();
            Line line = lines.computeIfAbsent(lock, name -> new Line(this));
            turn = new Turn(line);
            line.turns.addLast(turn);
        }
        try {
            bus.ifPresent(events -> turn.line.listen(events, Locks.channel(lock)));
            return turn;
        } catch (RuntimeException e) {
            turn.close();
            throw e;
        }
    }

    private void leave(Turn turn) {
        Line line = turn.line;
        boolean empty;
        synchronized (this) {
            line.turns.remove(turn);
            empty = line.turns.isEmpty();
            if (empty) {
                lines.values().remove(line);
            }
        }
        if (empty) {
            line.listenNoMore();
        } else {
            ringFirst(line);
        }
    }

    private void ringFirst(Line line) {
        Turn first;
        synchronized (this) {
            first = line.turns.peekFirst();
        }
        if (first != null) {
            first.ring();
        }
    }

    /** Rings for whoever waits for a lock: there is no bus that would. */
    void freed(String lock) {
        Line line;
        synchronized (this) {
            line = lines.get(lock);
        }
        if (line != null) {
            ringFirst(line);
        }
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The locks are closed, because their Alsek is; nothing is held or awaited");
        }
    }

    /** Lets all who wait find out that it is over. */
    void close() {
        synchronized (this) {
            closed = true;
            lines.values().forEach(line -> line.turns.forEach(Turn::ring));
        }
    }
}
