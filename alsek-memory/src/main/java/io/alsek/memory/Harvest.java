package io.alsek.memory;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one claim gathers. Used by one thread. */
final class Harvest {

    /** Of many condemned messages in a row, so many are handed out at a time. */
    private static final int CONDEMNED_AT_ONCE = 100;

    final List<Hold> holds = new ArrayList<>(1);
    private final List<ClaimedMessage> messages = new ArrayList<>(1);
    private final List<Condemned> condemned = new ArrayList<>(0);
    private final Namespace space;
    private final int max;
    private final int maxDeliveries;
    private final long now;
    private final long leaseUntil;

    Harvest(Namespace space, int max, int maxDeliveries, long now, long leaseUntil) {
        this.space = space;
        this.max = max;
        this.maxDeliveries = maxDeliveries;
        this.now = now;
        this.leaseUntil = leaseUntil;
    }

    boolean isEmpty() {
        return holds.isEmpty();
    }

    boolean isFull() {
        return messages.size() == max || condemned.size() >= Math.max(max, CONDEMNED_AT_ONCE);
    }

    /** Gathers once more what an earlier claim handed out, as far as it is still held. */
    void repeat(List<Hold> earlier) {
        for (Hold hold : earlier) {
            Entry entry = hold.entry;
            synchronized (entry) {
                Hold present = entry.heldBy(hold.token);
                if (present != null && present.at > now) {
                    add(entry, present);
                }
            }
        }
    }

    /** Claims from all queues of the scope in turn, until this is full or nothing is left. */
    void gather(ClaimScope scope) {
        scope.promote(now);
        scope.visit(queue -> {
            if (!queue.isPaused() && gather(scope, queue)) {
                scope.endedWith(queue);
            }
            return !isFull();
        });
    }

    /** {@return whether there was a message to be run} */
    private boolean gather(ClaimScope scope, MemoryQueue queue) {
        int before = messages.size();
        Lane[] all = queue.lanes();
        Lane[] lanes = scope.lanes(queue);
        while (!isFull()) {
            Entry entry = first(lanes, scope.isLaneOrderStrict());
            if (entry == null) {
                break;
            }
            Lane[] looked = lanes;
            if (isSame(queue.lanes(), all)) {
                claim(entry, () -> first(looked, scope.isLaneOrderStrict()));
            } else {
                all = queue.lanes();
                lanes = scope.lanes(queue);
            }
        }
        return messages.size() > before;
    }

    /** The lanes of a queue are never changed, but replaced when there is another. */
    @SuppressWarnings("ReferenceEquality") // see above
    private static boolean isSame(Lane[] lanes, Lane[] before) {
        return lanes == before;
    }

    private static @Nullable Entry first(Lane[] lanes, boolean laneOrderStrict) {
        Entry first = null;
        for (Lane lane : lanes) {
            Entry entry = lane.firstClaimable();
            if (entry != null && (first == null || entry.compareTo(first) < 0)) {
                first = entry;
                if (laneOrderStrict) {
                    break;
                }
            }
        }
        return first;
    }

    /**
     * Claims an entry, unless somebody else just did, or it is not the first any more: while the lanes were looked
     * through one after the other, an earlier one may have got something better. Looking again inside the monitor makes
     * it one moment: whoever sees that this entry is still waiting, and then submits a better one, is seen here.
     */
    private void claim(Entry entry, Supplier<@Nullable Entry> first) {
        entry.awaitBirth();
        synchronized (entry) {
            if (!entry.isClaimable() || !entry.equals(first.get())) {
                return;
            }
            DeathReason verdict = verdict(entry);
            if (verdict == null) {
                entry.deliveries++;
            }
            lease(entry, verdict);
        }
        space.watchers.at(leaseUntil, entry.lane);
    }

    /** Leases a waiting message that has expired, so that it can be buried. */
    void condemn(Entry entry) {
        entry.awaitBirth();
        synchronized (entry) {
            if (!entry.isWaiting() || entry.expiresAt > now) {
                return;
            }
            lease(entry, DeathReason.EXPIRED);
        }
        space.watchers.at(leaseUntil, entry.lane);
    }

    private @Nullable DeathReason verdict(Entry entry) {
        if (entry.deliveries >= maxDeliveries) {
            return DeathReason.TOO_MANY_DELIVERIES;
        }
        return entry.expiresAt <= now ? DeathReason.EXPIRED : null;
    }

    private void lease(Entry entry, @Nullable DeathReason verdict) {
        Hold hold = new Hold(space.turnstile.at(leaseUntil), entry, space.tokens.next(), verdict);
        entry.lane.move(entry, hold);
        add(entry, hold);
    }

    private void add(Entry entry, Hold hold) {
        holds.add(hold);
        if (hold.verdict == null) {
            messages.add(entry.claimed(hold));
        } else {
            condemned.add(new Condemned(entry.claimed(hold), hold.verdict));
        }
    }

    List<Condemned> condemned() {
        return condemned;
    }

    /** {@return all of it, with something left behind} */
    Claims withMore() {
        return new Claims(messages, condemned, true, null);
    }

    /** {@return all of it, with nothing left behind} */
    Claims withNoMore(long nextAt) {
        return new Claims(messages, condemned, false, Millis.orNull(nextAt));
    }
}
