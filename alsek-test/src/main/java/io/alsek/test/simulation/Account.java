package io.alsek.test.simulation;

import io.alsek.broker.Envelope;
import io.alsek.event.TaskStatus;
import io.alsek.message.SerializationException;
import io.alsek.message.Tracking;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.StoredMessage;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of one message: where it must be, by all that the backend has answered so far. */
final class Account {

    /** First in, first out within each priority. */
    static final Comparator<Account> ORDER = Comparator.comparingInt((Account account) -> account.message.priority())
            .thenComparing(account -> account.arrival)
            .thenComparingLong(account -> account.ticket);

    /** Where a message can be. */
    enum Place {
        WAITING,
        LEASED,
        DONE,
        DEAD,
        REMOVED
    }

    private final boolean storesResult;
    private final boolean tracksStatus;
    QueuedMessage message;
    Place place = Place.WAITING;
    Instant arrival;
    long ticket;
    int deliveries;
    boolean condemned;

    @Nullable
    Lease lease;

    @Nullable
    TaskStatus status;

    /** When it left: settled, buried or removed. */
    @Nullable
    Instant leftAt;

    Account(QueuedMessage message, Instant now, long ticket) {
        this.message = message;
        this.arrival = later(message.readyAt(), now);
        this.ticket = ticket;
        Tracking tracking = tracking(message);
        storesResult = tracking != null && tracking.storeResult();
        tracksStatus = tracking != null && tracking.trackStatus();
    }

    private static @Nullable Tracking tracking(QueuedMessage message) {
        try {
            return Envelope.unpack(new StoredMessage(message, MessageState.READY, 0, 0, null, null))
                    .settings()
                    .tracking();
        } catch (SerializationException e) {
            return null;
        }
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    MessageKey key() {
        return message.key();
    }

    boolean storesResult() {
        return storesResult;
    }

    boolean tracksStatus() {
        return tracksStatus;
    }

    boolean isAlive() {
        return place == Place.WAITING || place == Place.LEASED;
    }

    boolean isHeldBy(Lease other) {
        Lease mine = lease;
        return place == Place.LEASED && mine != null && mine.token().equals(other.token());
    }

    /** Whether a lease on it is in force. */
    boolean isHeld(Instant now) {
        Lease mine = lease;
        return place == Place.LEASED && mine != null && mine.expiresAt().isAfter(now);
    }

    /** When it can be claimed, if nothing happens. */
    Instant claimableFrom() {
        Lease mine = lease;
        return place == Place.LEASED && mine != null ? mine.expiresAt() : arrival;
    }

    boolean isRunnable(Instant now, QueuePolicy policy) {
        Instant end = message.expiresAt();
        return isAlive()
                && !claimableFrom().isAfter(now)
                && deliveries < policy.maxDeliveries()
                && (end == null || end.isAfter(now));
    }

    void claimedUnder(Lease granted, boolean toBury) {
        place = Place.LEASED;
        lease = granted;
        condemned = toBury;
        deliveries += toBury ? 0 : 1;
    }

    void leave(Place to, Instant now) {
        place = to;
        lease = null;
        leftAt = now;
    }

    void waitAgain(QueuedMessage as, Instant now, long newTicket) {
        message = as;
        place = Place.WAITING;
        lease = null;
        arrival = later(as.readyAt(), now);
        ticket = newTicket;
        deliveries = 0;
    }

    void giveBack() {
        place = Place.WAITING;
        lease = null;
        deliveries -= condemned ? 0 : 1;
    }

    /** For people. */
    @Override
    public String toString() {
        String where = switch (place) {
            case WAITING -> "waits since " + arrival;
            case LEASED -> "is leased until " + claimableFrom();
            case DONE -> "was settled as done at " + leftAt;
            case DEAD -> "was buried at " + leftAt;
            case REMOVED -> "was removed at " + leftAt;
        };
        return "message " + message.id() + " (" + message.task() + ", queue \"" + message.queue() + "\"), which "
                + where;
    }
}
