package io.alsek.redis;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Lease;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The claims of a session that may stand on the server, and what they have brought. Notes come on one connection, the
 * answers to claims on another, in any order; what both tell of counts once. Thread-safe.
 */
final class StandingOrders {

    private static final long NUMBER = 0xFFFF;

    /** As many as the server lets an order bring. */
    private static final int MOST = 100;

    /** By token, which of their messages have come: the order in force, and those of calls whose answer is not here. */
    private final Map<Long, BitSet> orders = new HashMap<>(4);

    private long inForce;

    /** How many messages the order in force brings at most. */
    private int wanted;

    private final List<Brought> brought = new ArrayList<>(2);
    private final List<Lease> untold = new ArrayList<>(0);

    /** {@return a token for a claim: its last two bytes are left for the numbers of messages} */
    static long newToken() {
        return Tokens.next() & ~NUMBER;
    }

    /** A message that was handed over but not told, as far as is known. */
    record Unseen(int number, Lease lease) {}

    /** A message that has come, and that nobody has taken yet. */
    private record Brought(long order, int number, ClaimedMessage message) {}

    /** {@return the token of the order in force; 0 = none is} */
    synchronized long inForce() {
        return inForce;
    }

    /** {@return whether there is an order in force, and it brings no more than so many beyond those that were taken} */
    synchronized boolean stillBring(int most) {
        BitSet come = orders.get(inForce);
        return inForce != 0 && come != null && wanted - come.cardinality() + brought.size() <= most;
    }

    /**
     * {@return how many messages of an order have come and were taken, without a gap; what comes just now is counted by
     * the server as ours}
     */
    synchronized int seen(long token) {
        BitSet come = orders.get(token);
        int seen = come == null ? 0 : come.nextClearBit(1) - 1;
        for (Brought each : brought) {
            seen = each.order() == token ? Math.min(seen, each.number() - 1) : seen;
        }
        return seen;
    }

    /** {@return how many messages are known to be ours and were not taken} */
    synchronized int underWay() {
        return brought.size() + untold.size();
    }

    /** A call is about to be made whose claim may be left standing. */
    synchronized void expect(long token) {
        orders.putIfAbsent(token, new BitSet());
    }

    /** That call was not made, or had no such effect. */
    synchronized void forget(long token) {
        orders.remove(token);
    }

    /**
     * A call was answered.
     *
     * @param token that of the call
     * @param former the order that it ended; 0 = none
     * @param lacking how much its claim, which is left standing, lacks; 0 = it is not
     * @param unseen what the former order brought beyond what was seen when the call was made
     */
    synchronized void answered(long token, long former, int lacking, List<Unseen> unseen) {
        for (Unseen each : unseen) {
            if (isFirst(former, each.number())) {
                untold.add(each.lease());
            }
        }
        orders.remove(former);
        if (lacking == 0) {
            orders.remove(token);
        }
        inForce = lacking == 0 ? 0 : token;
        wanted = Math.min(lacking, MOST);
    }

    private boolean isFirst(long token, int number) {
        BitSet come = orders.get(token);
        if (come == null || come.get(number)) {
            return false;
        }
        come.set(number);
        return true;
    }

    /** A note brings a message; returns whether it is new. */
    synchronized boolean bring(long leaseToken, ClaimedMessage message) {
        Brought now = new Brought(leaseToken & ~NUMBER, (int) (leaseToken & NUMBER), message);
        boolean first = isFirst(now.order(), now.number());
        if (first) {
            brought.add(now);
        }
        return first;
    }

    /** {@return the messages that have come, for the caller to deal with} */
    synchronized List<ClaimedMessage> takeBrought() {
        List<ClaimedMessage> taken = brought.stream().map(Brought::message).toList();
        brought.clear();
        return taken;
    }

    /** {@return the leases on messages of which no note has told, and will tell; they stay until {@link #found}} */
    synchronized List<Lease> untold() {
        return List.copyOf(untold);
    }

    /** Those messages have been looked up. */
    synchronized void found(List<Lease> leases) {
        untold.removeAll(leases);
    }

    /** No order stands any more; returns the leases on messages that nobody has been given. */
    synchronized List<Lease> end(long token, List<Unseen> handedOver) {
        List<Lease> left = new ArrayList<>(untold);
        orders.computeIfAbsent(token, key -> new BitSet());
        for (Unseen each : handedOver) {
            if (isFirst(token, each.number())) {
                left.add(each.lease());
            }
        }
        brought.forEach(each -> left.add(each.message().lease()));
        orders.clear();
        inForce = 0;
        untold.clear();
        brought.clear();
        return left;
    }
}
