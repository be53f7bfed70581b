package io.alsek.broker;

import io.alsek.message.SerializationException;
import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.StandingClaimSession;
import io.alsek.spi.Subscription;
import io.alsek.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A stream of claimed messages, for programs that run work in their own way; the worker pools stand on it.
 *
 * <p>What must not be run (expired messages, poison pills, undecodable bodies) is buried on the way and never shows.
 * Thread-safe. Methods throw {@link io.alsek.spi.BackendException} when the backend fails.
 */
public final class Consumer implements AutoCloseable {

    private final Broker broker;
    private final ClaimSession session;
    private final Burials burials;
    private final AtomicLong claims = new AtomicLong();
    private final AtomicReference<@Nullable String> unansweredNonce = new AtomicReference<>();

    /** Where the signal of the session goes; set before the first claim that waits. */
    private volatile @Nullable Runnable onReady;

    private volatile @Nullable Instant nextAt;

    Consumer(Broker broker, Subscription subscription) {
        this.broker = broker;
        this.burials = new Burials(broker);
        this.session = broker.queues().open(subscription, this::signal);
    }

    private void signal() {
        Runnable listener = onReady;
        if (listener != null) {
            listener.run();
        }
    }

    /**
     * Says whom to tell when, after a poll that found less than it asked for, there may be more.
     *
     * @param signal must return at once
     */
    public void onReady(Runnable signal) {
        onReady = signal;
    }

    /**
     * Lets the backend bring messages as soon as they are ready, if it can: as many as the latest poll asked for and did
     * not get. For those who poll whenever the signal says so, and run what comes.
     */
    public void standBy() {
        if (session instanceof StandingClaimSession standing) {
            standing.leaveClaimsStanding();
        }
    }

    /** {@return when, after a poll that found nothing, there may be something without a signal; {@code null} = never} */
    public @Nullable Instant nextAt() {
        return nextAt;
    }

    /**
     * Claims up to {@code max} messages that are ready now.
     *
     * @param lease how long they are held unless settled or extended
     */
    public Batch poll(int max, Duration lease) {
        Claims claimed = claim(max, lease);
        nextAt = claimed.nextAt();
        for (Condemned condemned : claimed.condemned()) {
            burials.bury(condemned);
        }
        List<ClaimedMessage> messages = claimed.messages();
        if (messages.isEmpty()) {
            return new Batch(List.of(), claimed.more());
        }
        List<Delivery> deliveries = new ArrayList<>(messages.size());
        for (ClaimedMessage message : messages) {
            Delivery delivery = decodeOrBury(message);
            if (delivery != null) {
                deliveries.add(delivery);
            }
        }
        return new Batch(deliveries, claimed.more());
    }

    /** After an unknown outcome the next claim bears the same nonce, and so gets what the lost reply said. */
    private Claims claim(int max, Duration lease) {
        // Nearly always there is none; a read does not slow down those who claim at the same time.
        String unanswered = unansweredNonce.get() == null ? null : unansweredNonce.getAndSet(null);
        String nonce = unanswered == null ? Long.toString(claims.incrementAndGet()) : unanswered;
        try {
            return session.claim(max, lease, nonce);
        } catch (BackendException.OutcomeUnknown e) {
            unansweredNonce.set(nonce);
            throw e;
        }
    }

    /**
     * What a poll brought.
     *
     * @param deliveries the messages, in order
     * @param more whether more may be claimed at once
     */
    public record Batch(List<Delivery> deliveries, boolean more) {}

    private @Nullable Delivery decodeOrBury(ClaimedMessage claimed) {
        try {
            return new Delivery(Envelope.unpack(claimed), claimed.lease());
        } catch (SerializationException e) {
            burials.buryUndecodable(claimed, e);
            return null;
        }
    }

    /**
     * Waits for a message.
     *
     * @return the first one in the order of the subscription; empty if there is none within {@code patience}
     */
    public Optional<Delivery> next(Duration lease, Duration patience) throws InterruptedException {
        Timekeeper time = broker.environment().time();
        Instant deadline = time.instant().plus(patience);
        while (true) {
            CompletableFuture<Boolean> ready = new CompletableFuture<>();
            onReady(() -> ready.complete(true));
            Batch batch = poll(1, lease);
            if (!batch.deliveries().isEmpty()) {
                return Optional.of(batch.deliveries().get(0));
            }
            Duration left = Duration.between(time.instant(), deadline);
            if (left.isNegative() || left.isZero()) {
                return Optional.empty();
            }
            Instant due = nextAt;
            if (!batch.more()) {
                Duration wait = due == null || due.isAfter(deadline) ? left : Duration.between(time.instant(), due);
                time.await("a message to consume", ready, wait);
            }
        }
    }

    /** Ends the subscription. What was claimed stays claimed until it is settled or its lease runs out. */
    @Override
    public void close() {
        session.close();
    }
}
