package com.example.jdbc;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import io.alsek.spi.QueuePolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One claim, within a transaction: leases what is claimable, in order, and passes over what other transactions are
 * leasing at this moment.
 *
 * <p>It first reads which rows come next, and then locks just those. {@code ORDER BY … LIMIT … FOR UPDATE SKIP LOCKED} in
 * one statement would do on PostgreSQL; H2 would lock every row that it sorts.
 */
final class Claiming {

    /** Where a row stands in the order of its queue. */
    private record Place(String id, int priority, long dueAt, long ticket) {

        private static final Place FIRST = new Place("", -1, 0, 0);
    }

    /** How many messages one claim condemns at most; the next one goes on. */
    private static final int MAX_CONDEMNED = 100;

    private static final String CLAIMABLE =
            " FROM alsek_message" + " WHERE namespace = ? AND queue = ? AND state = 'ALIVE' AND claimable_at <= ?";
    private static final String ORDER = " ORDER BY priority, due_at, ticket";

    private final Transaction tx;
    private final QueuePolicy policy;
    private final Instant until;
    private final List<ClaimedMessage> messages = new ArrayList<>();
    private final List<Condemned> condemned = new ArrayList<>();

    Claiming(Transaction tx, QueuePolicy policy, Duration lease) {
        this.tx = tx;
        this.policy = policy;
        this.until = tx.now().plus(lease);
    }

    List<ClaimedMessage> messages() {
        return messages;
    }

    List<Condemned> condemned() {
        return condemned;
    }

    /** Leases messages of the given tasks until there are {@code max} in all, and some condemned ones beside them. */
    void from(String queue, Set<String> tasks, int max) throws SQLException {
        messages.addAll(take(queue, tasks, true, max - messages.size()));
        for (ClaimedMessage claimed : take(queue, tasks, false, MAX_CONDEMNED - condemned.size())) {
            condemned.add(new Condemned(claimed, Messages.doom(tx, claimed.message())));
        }
    }

    private List<ClaimedMessage> take(String queue, Set<String> tasks, boolean healthy, int room) throws SQLException {
        List<ClaimedMessage> taken = new ArrayList<>();
        Place last = Place.FIRST;
        while (taken.size() < room) {
            List<Place> next = look(queue, tasks, healthy, last, room - taken.size());
            if (next.isEmpty()) {
                break;
            }
            taken.addAll(lock(queue, next, healthy));
            last = next.get(next.size() - 1);
        }
        for (ClaimedMessage claimed : taken) {
            Messages.lease(tx, claimed, healthy);
        }
        return taken;
    }

    /** What comes next after a place, as far as this transaction can see. */
    private List<Place> look(String queue, Set<String> tasks, boolean healthy, Place after, int limit)
            throws SQLException {
        List<Object> arguments = new ArrayList<>(List.of(tx.namespace(), queue, tx.now()));
        arguments.addAll(List.of(policy.maxDeliveries(), tx.now()));
        arguments.addAll(List.of(after.priority, after.dueAt, after.ticket));
        if (!tasks.isEmpty()) {
            arguments.add(tasks.toArray(String[]::new));
        }
        arguments.add(limit);
        String sql = "SELECT id, priority, due_at, ticket" + CLAIMABLE + Messages.health(healthy)
                + " AND (priority, due_at, ticket) > (?, ?, ?)" + (tasks.isEmpty() ? "" : " AND task = ANY(?)") + ORDER
                + " LIMIT ?";
        return tx.query(
                sql,
                row -> new Place(row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4)),
                arguments.toArray());
    }

    /** Those of these messages that nobody else is taking, if they are still what they were when they were looked at. */
    private List<ClaimedMessage> lock(String queue, List<Place> places, boolean healthy) throws SQLException {
        String sql = "SELECT " + Rows.COLUMNS + CLAIMABLE + Messages.health(healthy) + " AND id = ANY(?)" + ORDER
                + " FOR UPDATE SKIP LOCKED";
        return tx.query(
                sql,
                row -> Rows.leased(row, tx.newToken(), until, healthy),
                tx.namespace(),
                queue,
                tx.now(),
                policy.maxDeliveries(),
                tx.now(),
                places.stream().map(Place::id).toArray(String[]::new));
    }
}
