package io.alsek.test.contract;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal.Mode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What queues should do, in the most naive way: every operation looks through all messages. */
final class ReferenceModel {

    /** First in, first out within each priority. */
    static final Comparator<Entry> ORDER = comparingInt((Entry entry) -> entry.message.priority())
            .thenComparing(entry -> entry.arrival)
            .thenComparingLong(entry -> entry.ticket);

    final Map<MessageKey, Entry> living = new LinkedHashMap<>();
    private final Map<MessageKey, Entry> dead = new LinkedHashMap<>();
    private final Map<MessageKey, Instant> finished = new LinkedHashMap<>();
    private final Set<String> paused = new TreeSet<>();
    private final InstantSource clock;
    private final QueuePolicy policy;
    private long tickets;

    ReferenceModel(InstantSource clock, QueuePolicy policy) {
        this.clock = clock;
        this.policy = policy;
    }

    /** A message and where it is. */
    static final class Entry {
        QueuedMessage message;
        Instant arrival;
        long ticket;
        int retries;
        int deliveries;
        byte @Nullable [] failure;

        @Nullable
        Lease lease;

        boolean condemned;

        @Nullable
        Instant diedAt;

        @Nullable
        DeathReason reason;

        Entry(QueuedMessage message, Instant arrival, long ticket) {
            this.message = message;
            this.arrival = arrival;
            this.ticket = ticket;
        }
    }

    Instant now() {
        return clock.instant();
    }

    SubmitOutcome submit(QueuedMessage message) {
        Instant end = finished.get(message.key());
        boolean remembered = end != null && now().isBefore(end.plus(policy.duplicateWindow()));
        if (living.containsKey(message.key()) || findDead(message.key()).isPresent() || remembered) {
            return SubmitOutcome.DUPLICATE;
        }
        enqueue(new Entry(message, now(), 0), message.readyAt());
        return SubmitOutcome.ACCEPTED;
    }

    private void enqueue(Entry entry, Instant readyAt) {
        entry.arrival = readyAt.isAfter(now()) ? readyAt : now();
        entry.ticket = tickets++;
        living.put(entry.message.key(), entry);
    }

    Optional<Entry> findDead(MessageKey key) {
        return Optional.ofNullable(dead.get(key)).filter(this::stillKept);
    }

    private boolean stillKept(Entry entry) {
        return policy.deadLetterTtl() != null
                && entry.diedAt != null
                && now().isBefore(entry.diedAt.plus(policy.deadLetterTtl()));
    }

    // --------------------------------------------------------------------------------- what is in which state

    boolean isReady(Entry entry) {
        return entry.lease == null && !entry.arrival.isAfter(now());
    }

    boolean isOverdue(Entry entry) {
        return entry.lease != null && !entry.lease.expiresAt().isAfter(now());
    }

    boolean isExpired(Entry entry) {
        Instant end = entry.message.expiresAt();
        return end != null && !end.isAfter(now());
    }

    boolean isPoison(Entry entry) {
        return entry.deliveries >= policy.maxDeliveries();
    }

    /** Whether a claim takes notice of it: it waits and is due, or its lease has run out. */
    boolean isClaimable(Entry entry) {
        return (isReady(entry) || isOverdue(entry)) && !paused.contains(entry.message.queue());
    }

    boolean isRunnable(Entry entry) {
        return isClaimable(entry) && !isExpired(entry) && !isPoison(entry);
    }

    boolean mayBeCondemned(Entry entry) {
        return (entry.lease == null || isOverdue(entry)) && (isExpired(entry) || isPoison(entry));
    }

    Stream<Entry> all(Predicate<Entry> which) {
        return living.values().stream().filter(which);
    }

    /** The earliest instant, after the present, at which time alone makes one of these claimable. */
    Optional<Instant> nextAt(Predicate<Entry> which) {
        return all(which.and(entry -> !paused.contains(entry.message.queue())))
                .map(entry -> entry.lease == null ? entry.arrival : entry.lease.expiresAt())
                .filter(instant -> instant.isAfter(now()))
                .min(comparing(instant -> instant));
    }

    // --------------------------------------------------------------------------------------------- transitions

    void lease(Entry entry, Lease lease, boolean condemned) {
        entry.lease = lease;
        entry.condemned = condemned;
        entry.deliveries += condemned ? 0 : 1;
    }

    LeaseState state(Lease lease) {
        Entry entry = living.get(lease.key());
        if (entry == null) {
            return LeaseState.GONE;
        }
        return entry.lease != null && entry.lease.token().equals(lease.token()) ? LeaseState.HELD : LeaseState.LOST;
    }

    private Entry held(MessageKey key) {
        Entry entry = living.get(key);
        if (entry == null) {
            throw new IllegalStateException(key + " is not alive");
        }
        return entry;
    }

    void extend(Lease lease, Instant until) {
        held(lease.key()).lease = new Lease(lease.key(), lease.token(), until);
    }

    void complete(MessageKey key) {
        living.remove(key);
        finished.put(key, now());
    }

    void retry(MessageKey key, Instant readyAt, @Nullable Instant expiresAt, byte @Nullable [] failure) {
        Entry entry = held(key);
        QueuedMessage old = entry.message;
        entry.message =
                new QueuedMessage(old.id(), old.queue(), old.task(), old.priority(), readyAt, expiresAt, old.body());
        entry.lease = null;
        entry.retries++;
        entry.deliveries = 0;
        entry.failure = failure;
        enqueue(entry, readyAt);
    }

    void release(MessageKey key) {
        Entry entry = held(key);
        entry.deliveries -= entry.condemned ? 0 : 1;
        entry.lease = null;
    }

    void bury(MessageKey key, DeathReason reason) {
        Entry entry = held(key);
        complete(key);
        entry.diedAt = now();
        entry.reason = reason;
        dead.put(key, entry);
    }

    void forget(MessageKey key) {
        living.remove(key);
        dead.remove(key);
        finished.remove(key);
    }

    WithdrawOutcome withdraw(MessageKey key, Mode mode) {
        Entry entry = living.get(key);
        if (entry == null) {
            return WithdrawOutcome.ABSENT;
        } else if (entry.lease != null && mode == Mode.REVOKE_UNLESS_LEASED) {
            return WithdrawOutcome.LEFT_RUNNING;
        } else if (mode == Mode.REMOVE) {
            forget(key);
        } else {
            bury(key, mode == Mode.FAIL ? DeathReason.FAILED : DeathReason.REVOKED);
        }
        return entry.lease == null ? WithdrawOutcome.WITHDRAWN : WithdrawOutcome.WITHDRAWN_WHILE_LEASED;
    }

    boolean replay(QueuedMessage message) {
        boolean there = findDead(message.key()).isPresent();
        if (there) {
            dead.remove(message.key());
            enqueue(new Entry(message, now(), 0), message.readyAt());
        }
        return there;
    }

    // ------------------------------------------------------------------------------------------ administration

    boolean pause(String queue) {
        return paused.add(queue);
    }

    boolean resume(String queue) {
        return paused.remove(queue);
    }

    QueueCounts counts(String queue) {
        Predicate<Entry> here = entry -> entry.message.queue().equals(queue);
        long ready = all(here.and(this::isReady)).count();
        long leased = all(here.and(entry -> entry.lease != null)).count();
        long buried = dead.values().stream().filter(here.and(this::stillKept)).count();
        return new QueueCounts(ready, all(here).count() - ready - leased, leased, buried, paused.contains(queue));
    }
}
