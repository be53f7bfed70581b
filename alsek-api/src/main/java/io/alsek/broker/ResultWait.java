package io.alsek.broker;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Waits for something to be stored of a message: looks at once, at every note of the message, and now and then. */
final class ResultWait {

    /** How long something may go unseen of which nobody is told. */
    private static final Duration UNTOLD = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Optional<EventBus> bus;
    private final Timekeeper time;

    ResultWait(Optional<EventBus> bus, Timekeeper time) {
        this.bus = bus;
        this.time = time;
    }

    <T> T until(String id, Duration patience, Supplier<Optional<T>> look)
            throws InterruptedException, TimeoutException {
        Instant deadline = time.instant().plus(patience.compareTo(LONGEST) > 0 ? LONGEST : patience);
        AtomicReference<CompletableFuture<Boolean>> bell = new AtomicReference<>(new CompletableFuture<>());
        ChannelListener listener = new ChannelListener() {
            @Override
            public void onMessage(byte[] payload) {
                bell.get().complete(true);
            }

            @Override
            public void onGap() {
                bell.get().complete(true);
            }
        };
        Optional<EventBus.Registration> registration =
                bus.map(events -> events.subscribe(Transitions.channel(id), listener));
        try {
            while (true) {
                CompletableFuture<Boolean> fresh = new CompletableFuture<>();
                bell.set(fresh);
                Optional<T> found = look.get();
                if (found.isPresent()) {
                    return found.get();
                }
                Duration left = Duration.between(time.instant(), deadline);
                if (left.isNegative() || left.isZero()) {
                    throw new TimeoutException("There is no result of the message \"" + id + "\" within " + patience
                            + "; it has not succeeded yet, failed, or does not store its result");
                }
                time.await(
                        "the result of the message \"" + id + "\"", fresh, left.compareTo(UNTOLD) < 0 ? left : UNTOLD);
            }
        } finally {
            registration.ifPresent(EventBus.Registration::close);
        }
    }
}
