package io.alsek.lock;

import io.alsek.message.LinkedLock;
import io.alsek.message.Message;
import io.alsek.spi.LockChange;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks that go with messages. One is acquired by whoever submits the message, becomes the message's with its
 * acceptance, and is released with its settlement; each in one step with the transition of the message. Thread-safe.
 *
 * <p>The message holds it for as long as it can be alive, and every attempt prolongs that; so the time only matters for
 * messages that vanish without a settlement, as when a backend is asked to purge their queue.
 */
public final class LinkedLocks {

    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    /** What a message may wait between its attempts. */
    private static final Duration LONGEST_BACKOFF = Duration.ofDays(1);

    private final Locks locks;

    /** What is linked and not accepted yet. */
    private final Map<MessageKey, HeldLock> links = new ConcurrentHashMap<>();

    LinkedLocks(Locks locks) {
        this.locks = locks;
    }

    /**
     * Links a lock to a message that is still to be submitted.
     *
     * @return what the message has to carry
     * @throws LockNotHeldException if the lock is not held any more
     * @throws IllegalStateException if it is linked to another message, or was acquired elsewhere
     */
    public LinkedLock link(HeldLock held, MessageKey message) {
        held.requireHeld();
        if (!locks.has(held)) {
            throw new IllegalStateException(held + " cannot be linked to " + message
                    + ": it was acquired through another Alsek, or was held before; link what was acquired here");
        }
        held.link(message);
        links.put(message, held);
        return new LinkedLock(held.name(), held.limit());
    }

    /**
     * The step that makes a lock the message's, to be taken with its submission; empty if it carries none.
     *
     * @throws IllegalStateException if it carries a lock that was not linked to it here
     */
    public Optional<LockChange> handOver(Message message, Instant now) {
        LinkedLock lock = message.linkedLock();
        if (lock == null) {
            return Optional.empty();
        }
        HeldLock held = linkedTo(message);
        if (held == null) {
            throw new IllegalStateException(message.summary() + " carries the lock \"" + lock.name()
                    + "\", but nobody holds that for it here; acquire the lock and give it to the options of the"
                    + " submission, or submit a copy without it");
        }
        held.requireHeld();
        held.submits(true);
        return Optional.of(
                LockChange.handOver(lock.name(), held.storedOwner(), ownerOf(message, lock), lifeOf(message, now)));
    }

    /** The message was accepted: its lock is its own from now on. */
    public void accepted(Message message) {
        HeldLock held = linkedTo(message);
        if (held != null) {
            held.handedOver();
        }
    }

    /** The message was refused as a duplicate: the lock stays, unless an earlier attempt had been accepted. */
    public void refused(Message message) {
        HeldLock held = linkedTo(message);
        LinkedLock lock = message.linkedLock();
        if (held == null || lock == null) {
            return;
        }
        if (held.isPerhapsAccepted() && isHeldBy(message, lock)) {
            held.handedOver();
        } else {
            held.submits(false);
        }
    }

    /** Nobody knows whether the message was accepted. If it was not, the lock stays. */
    public void perhapsAccepted(Message message) {
        HeldLock held = linkedTo(message);
        if (held != null) {
            held.perhapsAccepted();
        }
    }

    /** The message did not get anywhere: the lock stays. */
    public void notSubmitted(Message message) {
        HeldLock held = linkedTo(message);
        if (held != null) {
            held.submits(false);
        }
    }

    private @Nullable HeldLock linkedTo(Message message) {
        return message.linkedLock() == null ? null : links.get(new MessageKey(message.queue(), message.id()));
    }

    /** Accepted by an earlier attempt whose outcome was unknown, a message is refused as a duplicate, and holds it. */
    private boolean isHeldBy(Message message, LinkedLock lock) {
        String owner = ownerOf(message, lock);
        return locks.store().holders(lock.name()).stream()
                .anyMatch(holder -> holder.owner().equals(owner));
    }

    /** A message vanished without an end: gives its lock back, and tells those who wait for it. */
    public void vanished(Message message) {
        LinkedLock lock = message.linkedLock();
        if (lock != null) {
            locks.release(lock.name(), ownerOf(message, lock));
        }
    }

    void forget(HeldLock held) {
        links.values().remove(held);
    }

    /** An attempt prolongs the hold of its message; {@code null} if it has none. */
    public static @Nullable LockChange renewal(Message message, Instant now) {
        LinkedLock lock = message.linkedLock();
        return lock == null ? null : LockChange.renew(lock.name(), ownerOf(message, lock), lifeOf(message, now));
    }

    /** The end of a message is the end of its hold. */
    public static LockChange release(Message message, LinkedLock lock) {
        return LockChange.release(lock.name(), ownerOf(message, lock));
    }

    /** Tells those who wait that a lock is free. */
    public static Publication freed(LinkedLock lock) {
        return Locks.freed(lock.name());
    }

    private static String ownerOf(Message message, LinkedLock lock) {
        return Owner.underLimit("message " + message.queue() + "/" + message.id(), lock.limit());
    }

    /** How long a message can be alive without a new attempt. */
    private static Duration lifeOf(Message message, Instant now) {
        Duration timeToLive = message.timing().timeToLive();
        return timeToLive == null
                ? FOR_EVER
                : message.timeToReady(now)
                        .plus(timeToLive)
                        .plus(message.settings().timeout())
                        .plus(LONGEST_BACKOFF);
    }
}
