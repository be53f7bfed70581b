package io.alsek.redis;

import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber. The claims of many threads are made in one call, which asks for as many messages as they do together;
 * whoever asked first gets the first ones.
 */
final class RedisClaimSession implements ClaimSession {

    private static final int MOST_TOGETHER = 256;

    private final RedisQueues queues;
    private final Space space;
    private final Route route;
    private final Signal signal;
    private final int maxDeliveries;
    private final PassedOver passedOver;
    private final String name = UUID.randomUUID().toString();
    private final Combiner<Ask> claiming = new Combiner<>(1, MOST_TOGETHER, this::serve);
    private volatile boolean closed;

    // All touched by one thread at a time: that which makes the call for all.
    private Map<String, Claims> latest = Map.of();
    private @Nullable ClaimCall unanswered;
    private final Deque<ClaimedMessage> spare = new ArrayDeque<>();
    private List<String> busy = List.of();
    private @Nullable String last;

    RedisClaimSession(RedisQueues queues, Space space, Route route, QueuePolicy policy, Runnable onReady) {
        this.queues = queues;
        this.space = space;
        this.route = route;
        this.maxDeliveries = policy.maxDeliveries();
        this.passedOver = new PassedOver(space);
        this.signal = new Signal(onReady);
    }

    private record Ask(int max, Duration lease, String nonce) {}

    Route route() {
        return route;
    }

    Signal signal() {
        return signal;
    }

    @Override
    public Claims claim(int max, Duration lease, String nonce) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1, but is " + max);
        }
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease must be positive, but is " + lease);
        }
        ensureOpen();
        Ask ask = new Ask(max, lease, Objects.requireNonNull(nonce, "nonce"));
        return Batch.<Claims>results(claiming.execute(List.of(ask))).get(0);
    }

    private void ensureOpen() {
        space.ensureOpen();
        if (closed) {
            throw new IllegalStateException("The claim session is closed");
        }
    }

    /** Answers claims of several threads. One thread at a time. */
    private Object[] serve(List<Ask> asks) {
        Object[] answers = new Object[asks.size()];
        Map<String, Claims> before = latest;
        Map<String, Claims> now = new HashMap<>();
        for (int i = 0; i < answers.length; i++) {
            Claims repeated = before.get(asks.get(i).nonce());
            if (answers[i] == null && repeated != null) {
                answers[i] = attempt(List.of(asks.get(i)), repeated)[0];
            }
        }
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null) {
                serveAlike(asks, i, answers);
            }
        }
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] instanceof Claims claims) {
                now.put(asks.get(i).nonce(), claims);
            }
        }
        latest = now;
        return answers;
    }

    /** Answers one claim, and all behind it that want leases of the same length. */
    private void serveAlike(List<Ask> asks, int first, Object[] answers) {
        List<Ask> alike = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = first; i < answers.length; i++) {
            if (answers[i] == null && asks.get(i).lease().equals(asks.get(first).lease())) {
                alike.add(asks.get(i));
                places.add(i);
            }
        }
        Object[] served = attempt(alike, null);
        for (int i = 0; i < served.length; i++) {
            answers[places.get(i)] = served[i];
        }
    }

    private Object[] attempt(List<Ask> asks, @Nullable Claims repeated) {
        signal.claimBegins();
        try {
            ensureOpen();
            return repeated == null ? claimFor(asks) : new Object[] {repeat(asks.get(0), repeated)};
        } catch (RuntimeException e) {
            signal.claimFails();
            Object[] failures = new Object[asks.size()];
            java.util.Arrays.fill(failures, e);
            return failures;
        }
    }

    private Object[] claimFor(List<Ask> asks) {
        int want = 0;
        for (Ask ask : asks) {
            want += ask.max();
        }
        want -= Math.min(want, spare.size());
        Harvest harvest = gather(want, asks.get(0).lease());
        spare.addAll(harvest.messages);
        Object[] answers = new Object[asks.size()];
        List<Condemned> condemned = harvest.condemned;
        for (int i = 0; i < answers.length; i++) {
            List<ClaimedMessage> messages = new ArrayList<>(asks.get(i).max());
            while (messages.size() < asks.get(i).max() && !spare.isEmpty()) {
                messages.add(spare.remove());
            }
            answers[i] = new Claims(messages, i == 0 ? condemned : List.of(), false, null);
        }
        boolean more = harvest.more || !spare.isEmpty();
        for (int i = 0; i < answers.length; i++) {
            answers[i] = concluded((Claims) answers[i], more, harvest.nextAt);
        }
        signal.claimEnds(more, harvest.nextAt);
        return answers;
    }

    private static Claims concluded(Claims claims, boolean more, long nextAt) {
        return new Claims(claims.messages(), claims.condemned(), more, more ? null : Millis.orNull(nextAt));
    }

    private Harvest gather(int want, Duration lease) {
        Harvest harvest = new Harvest(space, new ClaimCall.Setting(name, route, lease, maxDeliveries), want);
        try {
            ClaimCall lost = unanswered;
            if (lost != null) {
                harvest.recover(lost);
                unanswered = null;
            }
            if (route.isEverywhere()) {
                busy = harvest.visitAll(busy, route.fair() ? last : null);
            } else {
                harvest.visit(inTurn(), false);
            }
        } catch (BackendException e) {
            if (harvest.unanswered != null) {
                unanswered = harvest.unanswered;
            }
            // What the calls before brought is ours: it waits for the next claim.
            spare.addAll(harvest.messages);
            throw e;
        }
        if (harvest.lastQueue != null) {
            last = harvest.lastQueue;
        }
        notePassedOver(harvest);
        return harvest;
    }

    private void notePassedOver(Harvest harvest) {
        for (String queue : harvest.looked) {
            if (!harvest.unsound.contains(queue)) {
                passedOver.remove(queue);
            } else if (!route.isEverywhere() && route.queues().size() == 1) {
                passedOver.diagnose(queue);
            } else {
                passedOver.add(queue);
            }
        }
    }

    /** {@return the queues listed, with fair rotation beginning behind the one that was last} */
    private List<String> inTurn() {
        List<String> names = route.queues();
        if (route.fair() && last != null) {
            Collections.rotate(names, -(names.indexOf(last) + 1));
        }
        return names;
    }

    /** Tells a claim again, as far as it is still held; if nothing is, claims anew. */
    private Claims repeat(Ask ask, Claims before) {
        List<ClaimedMessage> messages = new ArrayList<>();
        List<Condemned> condemned = new ArrayList<>();
        List<MessageKey> keys = new ArrayList<>();
        before.messages().forEach(message -> keys.add(message.lease().key()));
        before.condemned().forEach(each -> keys.add(each.claimed().lease().key()));
        Map<MessageKey, Held> held = Held.find(space, keys);
        for (ClaimedMessage message : before.messages()) {
            Held now = held.get(message.lease().key());
            if (now != null && now.isBy(message.lease())) {
                messages.add(now.message(message.lease()));
            }
        }
        for (Condemned each : before.condemned()) {
            Lease lease = each.claimed().lease();
            Held now = held.get(lease.key());
            if (now != null && now.isBy(lease)) {
                condemned.add(new Condemned(now.message(lease), each.reason()));
            }
        }
        if (messages.isEmpty() && condemned.isEmpty()) {
            return (Claims) claimFor(List.of(ask))[0];
        }
        Harvest left = gather(0, ask.lease());
        signal.claimEnds(left.more, left.nextAt);
        return concluded(new Claims(messages, condemned, false, null), left.more, left.nextAt);
    }

    @Override
    public void close() {
        closed = true;
        signal.close();
        queues.forget(this);
    }
}
