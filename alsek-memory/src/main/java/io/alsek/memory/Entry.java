package io.alsek.memory;

import io.alsek.memory.Stage.Plain;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.StoredMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message, alive or dead. A retry or a replay makes a new entry, since the place of an entry is final.
 *
 * <p><b>Locking.</b> The fields that are not final are guarded by the entry's own monitor, and so is its membership in
 * the map of ids and in the lines of its lane, which change with {@link #stage} only. Whoever found an entry without
 * holding its monitor enters the monitor and looks at the stage again. What happens together with a transition happens
 * inside the monitor of the entry concerned, so that whoever asks for the entry afterwards sees all of it.
 *
 * <p><b>Lock order.</b> First at most one entry that others can see, or the table of schedules; inside its monitor, one after the other, entries
 * that are new or are dead letters past their time (nobody waits for anything while holding one of those); innermost
 * the locks of the value table, the alarms and the finished ids.
 *
 * <p><b>Birth.</b> An entry that is created together with something else has a {@link #gate}: the object whose monitor
 * the creating thread holds until all of it is done. Others {@linkplain #awaitBirth wait} there before they look.
 */
final class Entry extends Place {

    final Lane lane;
    final String id;
    final long readyAt;
    final long expiresAt;
    int retries;
    int deliveries;
    byte[] body;
    byte @Nullable [] failure;
    Stage stage = Plain.GONE;
    private volatile @Nullable Object gate;

    Entry(Lane lane, QueuedMessage message, long due, long sequence) {
        super(message.priority(), due, sequence);
        this.lane = lane;
        this.id = message.id();
        this.readyAt = Millis.of(message.readyAt());
        this.expiresAt = Millis.orNever(message.expiresAt());
        this.body = message.body();
    }

    /** Says where others have to wait until this entry and all that comes with it is there. Before it is visible. */
    void bornBehind(@Nullable Object newGate) {
        gate = newGate;
    }

    void openGate() {
        gate = null;
    }

    /** Waits until the operation that created this entry is over. Not to be called while holding a monitor. */
    void awaitBirth() {
        Object closed = gate;
        if (closed != null) {
            synchronized (closed) {
                gate = null;
            }
        }
    }

    boolean isAlive() {
        return stage != Plain.GONE && !(stage instanceof Grave);
    }

    boolean isClaimable() {
        return stage == Plain.READY || (stage instanceof Hold hold && hold.overdue);
    }

    /** {@return whether it waits for somebody to run it, now or later} */
    boolean isWaiting() {
        return stage == Plain.DELAYED || isClaimable();
    }

    /** {@return the hold with this token, if it is the present one} */
    @Nullable
    Hold heldBy(String token) {
        return stage instanceof Hold hold && hold.token.equals(token) ? hold : null;
    }

    /** Takes it out of its queue, which frees its id. Inside its monitor. */
    void vanish() {
        lane.move(this, Plain.GONE);
        lane.queue.remove(this);
    }

    Fingerprint fingerprint() {
        return Fingerprint.of(lane.queue.name, id);
    }

    MessageKey key() {
        return new MessageKey(lane.queue.name, id);
    }

    QueuedMessage message() {
        return message(readyAt, expiresAt);
    }

    QueuedMessage message(long newReadyAt, long newExpiresAt) {
        return new QueuedMessage(
                id,
                lane.queue.name,
                lane.task,
                priority,
                Instant.ofEpochMilli(newReadyAt),
                Millis.orNull(newExpiresAt),
                body);
    }

    ClaimedMessage claimed(Hold hold) {
        Lease lease = new Lease(key(), hold.token, Instant.ofEpochMilli(hold.at));
        return new ClaimedMessage(message(), lease, retries, deliveries, failure);
    }

    StoredMessage stored(long now) {
        Instant leasedUntil = stage instanceof Hold hold ? Instant.ofEpochMilli(hold.at) : null;
        return new StoredMessage(message(), state(now), retries, deliveries, leasedUntil, failure);
    }

    private MessageState state(long now) {
        if (stage instanceof Hold) {
            return MessageState.LEASED;
        }
        return stage == Plain.DELAYED && due > now ? MessageState.DELAYED : MessageState.READY;
    }

    DeadLetter deadLetter(Grave grave) {
        return new DeadLetter(
                message(),
                grave.reason,
                grave.failure,
                retries,
                deliveries,
                Instant.ofEpochMilli(grave.at),
                Instant.ofEpochMilli(grave.expiresAt));
    }
}
