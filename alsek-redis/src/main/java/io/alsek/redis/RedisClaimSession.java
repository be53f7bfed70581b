package io.alsek.redis;

import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.Settlement;
import io.alsek.spi.StandingClaimSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber. The claims of many threads are made in one call, which asks for as many messages as they do together;
 * whoever asked first gets the first ones.
 */
final class RedisClaimSession implements StandingClaimSession {

    /** How many characters the names of sessions have. */
    static final int NAME = 22;

    private static final Logger LOG = LoggerFactory.getLogger(RedisClaimSession.class);

    private static final int MOST_TOGETHER = 256;

    /** What the last call of a session is made for. */
    private static final Ask FAREWELL = new Ask(0, Duration.ZERO, "");

    private final RedisQueues queues;
    private final Space space;
    private final Route route;
    private final Signal signal;
    private final QueuePolicy policy;
    private final PassedOver passedOver;
    private final String name;
    private final StandingOrders orders = new StandingOrders();
    private final Combiner<Ask> claiming = new Combiner<>(1, MOST_TOGETHER, this::serve);
    private volatile boolean closed;

    /** Where claims are left standing; empty = nowhere. */
    private volatile byte[] scopes = {};

    // All touched by one thread at a time: that which makes the call for all.
    private Map<String, Claims> latest = Map.of();
    private @Nullable ClaimCall unanswered;
    private final Deque<ClaimedMessage> spare = new ArrayDeque<>();
    private List<String> busy = List.of();
    private @Nullable String last;
    private long nextAt = Millis.NEVER;

    RedisClaimSession(RedisQueues queues, Space space, Route route, QueuePolicy policy, Runnable onReady) {
        this.queues = queues;
        this.space = space;
        this.route = route;
        this.policy = policy;
        this.name = queues.newName();
        this.passedOver = new PassedOver(space);
        this.signal = new Signal(onReady);
    }

    private record Ask(int max, Duration lease, String nonce) {}

    String name() {
        return name;
    }

    Route route() {
        return route;
    }

    Signal signal() {
        return signal;
    }

    @Override
    public void leaveClaimsStanding() {
        byte[] all = route.scopes();
        if (all.length > 0) {
            queues.bring(this);
            scopes = all;
        }
    }

    /** A note hands a message over: token and end of the lease, queue, id, record. */
    void bring(ByteBuffer note) {
        byte[] token = new byte[Long.BYTES];
        note.get(token);
        long until = Records.get6(note);
        String queue = Names.ofSortable(Wakes.text(note));
        byte[] id = Wakes.text(note);
        byte[] record = new byte[note.remaining()];
        note.get(record);
        ClaimedMessage message = Records.claimed(Records.stored(queue, id, record), token, 0, 0, until);
        if (orders.bring(ByteBuffer.wrap(token).getLong(), message)) {
            signal.brought();
        }
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
            throw closedException();
        }
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("The claim session is closed");
    }

    /** Answers claims of several threads. One thread at a time. */
    private Object[] serve(List<Ask> asks) {
        Object[] answers = new Object[asks.size()];
        if (asks.contains(FAREWELL)) {
            Arrays.fill(answers, closedException());
            answers[asks.indexOf(FAREWELL)] = farewell();
            return answers;
        }
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
            Arrays.fill(failures, e);
            return failures;
        }
    }

    private Object[] claimFor(List<Ask> asks) {
        spare.addAll(orders.takeBrought());
        int want = 0;
        for (Ask ask : asks) {
            want += ask.max();
        }
        want -= Math.min(want, spare.size());
        if (!spare.isEmpty() && orders.stillBring(want) && unanswered == null && !signal.hasNews()) {
            nextAt = Math.min(nextAt, signal.ahead());
            return answers(asks, List.of(), false);
        }
        signal.asks();
        Harvest harvest = gather(want, asks.get(0).lease(), true);
        spare.addAll(harvest.messages);
        spare.addAll(orders.takeBrought()); // of the order that this call has ended
        nextAt = harvest.nextAt;
        return answers(asks, harvest.condemned, harvest.more);
    }

    /** Gives out what is there. */
    private Object[] answers(List<Ask> asks, List<Condemned> condemned, boolean moreOnServer) {
        Object[] answers = new Object[asks.size()];
        for (int i = 0; i < answers.length; i++) {
            List<ClaimedMessage> messages = new ArrayList<>(asks.get(i).max());
            while (messages.size() < asks.get(i).max() && !spare.isEmpty()) {
                messages.add(spare.remove());
            }
            answers[i] = new Claims(messages, i == 0 ? condemned : List.of(), false, null);
        }
        boolean more = moreOnServer || !spare.isEmpty();
        for (int i = 0; i < answers.length; i++) {
            answers[i] = concluded((Claims) answers[i], more, nextAt);
        }
        signal.claimEnds(more, nextAt);
        return answers;
    }

    private static Claims concluded(Claims claims, boolean more, long nextAt) {
        return new Claims(claims.messages(), claims.condemned(), more, more ? null : Millis.orNull(nextAt));
    }

    /** Asks the server; {@code anew} if what it says takes the place of the claim before. */
    private Harvest gather(int want, Duration lease, boolean anew) {
        ClaimCall.Setting setting =
                new ClaimCall.Setting(name, route, lease, policy.maxDeliveries(), orders, scopes, anew);
        Harvest harvest = new Harvest(space, setting, want);
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
            findUntold(harvest);
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

    /** Looks up what was handed over without a note that has come. */
    private void findUntold(Harvest harvest) {
        List<Lease> untold = orders.untold();
        if (untold.isEmpty()) {
            return;
        }
        Map<MessageKey, Held> held =
                Held.find(space, untold.stream().map(Lease::key).toList());
        for (Lease lease : untold) {
            Held now = held.get(lease.key());
            if (now != null && now.isBy(lease)) {
                harvest.messages.add(now.message(lease));
            }
        }
        orders.found(untold);
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
        Harvest left = gather(0, ask.lease(), false);
        condemned.addAll(left.condemned);
        spare.addAll(left.messages);
        spare.addAll(orders.takeBrought());
        nextAt = left.nextAt;
        boolean more = left.more || !spare.isEmpty();
        signal.claimEnds(more, nextAt);
        return concluded(new Claims(messages, condemned, false, null), more, nextAt);
    }

    @Override
    public void close() {
        leave();
    }

    /** Closes the session; returns whether the server could be told, if it had to be. */
    boolean leave() {
        closed = true;
        signal.close();
        Object told = scopes.length > 0 ? claiming.execute(List.of(FAREWELL))[0] : true;
        queues.forget(this);
        return !told.equals(false);
    }

    /** Nothing is handed over any more, and what nobody has been given goes back. */
    private boolean farewell() {
        scopes = new byte[0];
        List<Lease> left = new ArrayList<>();
        spare.forEach(message -> left.add(message.lease()));
        spare.clear();
        try {
            space.ensureOpen();
            QueueCall call = new QueueCall(space).standing().arg(name);
            List<Object> order = call.runForList(Scripts.CANCEL);
            if (order.isEmpty()) {
                left.addAll(orders.end(0, List.of()));
            } else {
                byte[] token = (byte[]) order.get(0);
                left.addAll(
                        orders.end(ByteBuffer.wrap(token).getLong(), ClaimCall.unseen(token, (List<?>) order.get(1))));
            }
            List<Settlement> releases = new ArrayList<>();
            left.forEach(lease -> releases.add(new Settlement.Release(lease, Effects.NONE)));
            queues.store(policy).settle(releases);
        } catch (BackendException | IllegalStateException e) {
            LOG.debug("What was handed over to a session cannot be given back; its leases run out", e);
            return false;
        }
        return true;
    }
}
