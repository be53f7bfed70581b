package io.alsek.broker;

import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something to be stored of a message: looks at once, at every note of the message, and now and then, also
 * while the backend fails.
 */
final class ResultWait {

    /** How long something may go unseen of which nobody is told. */
    private static final Duration UNTOLD = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Optional<EventBus> bus;
    private final Timekeeper time;
    private final LaterLooks laterLooks;

    ResultWait(Optional<EventBus> bus, Timekeeper time) {
        this.bus = bus;
        this.time = time;
        this.laterLooks = new LaterLooks(time);
    }

    /** {@return where those who do not wait on a thread of their own look again} */
    LaterLooks laterLooks() {
        return laterLooks;
    }

    /**
     * Waits until a look finds something.
     *
     * @param idempotent whether to look again although the last look may have taken effect
     * @throws BackendException if the backend failed at the last look, or at one that must not be repeated
     */
    <T> T until(String id, Duration patience, boolean idempotent, Supplier<Optional<T>> look)
            throws InterruptedException, TimeoutException {
        Instant deadline = time.instant().plus(patience.compareTo(LONGEST) > 0 ? LONGEST : patience);
        String what = "the result of the message \"" + id + "\"";
        try (Note note = new Note(id)) {
            while (true) {
                CompletableFuture<Boolean> fresh = note.next();
                BackendException failure = null;
                try {
                    note.subscribe();
                    Optional<T> found = look.get();
                    if (found.isPresent()) {
                        return found.get();
                    }
                } catch (BackendException e) {
                    if (e instanceof BackendException.OutcomeUnknown && !idempotent) {
                        throw e;
                    }
                    failure = e;
                }
                Duration left = Duration.between(time.instant(), deadline);
                if (left.isNegative() || left.isZero()) {
                    if (failure != null) {
                        throw failure;
                    }
                    throw missed(id, patience);
                }
                time.await(what, fresh, left.compareTo(UNTOLD) < 0 ? left : UNTOLD);
            }
        }
    }

    private static TimeoutException missed(String id, Duration patience) {
        return new TimeoutException("There is no result of the message \"" + id + "\" within " + patience
                + "; it has not succeeded yet, failed, or does not store its result");
    }

    /** Says when there is a note of a message. For one thread, but the notes come on any. */
    private final class Note implements ChannelListener, AutoCloseable {

        private final String id;
        private volatile CompletableFuture<Boolean> bell = new CompletableFuture<>();
        private EventBus.@Nullable Registration registration;

        Note(String id) {
            this.id = id;
        }

        CompletableFuture<Boolean> next() {
            bell = new CompletableFuture<>();
            return bell;
        }

        /** Subscribes, unless that is done. */
        void subscribe() {
            if (registration == null && bus.isPresent()) {
                registration = bus.get().subscribe(Transitions.channel(id), this);
            }
        }

        @Override
        public void onMessage(byte[] payload) {
            bell.complete(true);
        }

        @Override
        public void onGap() {
            bell.complete(true);
        }

        @Override
        public void close() {
            if (registration != null) {
                registration.close();
            }
        }
    }
}
