package com.example.jdbc;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.QueuePolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One claim, within a transaction that has entered the {@linkplain Queues queue}: leases what is claimable, in order. It looks
 * which rows come next, and then locks those that it takes; what was settled or withdrawn meanwhile it looks for anew.
 */
final class Claiming {

    /** How far one look ahead goes; what is taken is locked, what is only seen is not. */
    private static final int PAGE = 50;

    /** How many messages one claim condemns at most; the next one goes on. */
    private static final int MAX_CONDEMNED = 100;

    private static final String CLAIMABLE =
            " FROM alsek_message" + " WHERE namespace = ? AND queue = ? AND state = 'ALIVE' AND claimable_at <= ?";

    /** The whole index, for databases that want to be told. */
    private static final String IN_ORDER = " ORDER BY namespace, queue, state, priority, due_at, ticket";

    /** A row that was seen, and its place in the order of its queue. */
    private record Seen(String id, int priority, long dueAt, long ticket, boolean doomed) {

        private static final Seen NOTHING = new Seen("", -1, 0, 0, false);
    }

    /** A row that is locked: why it must not be run, if so, and whether it is where it was seen. */
    private record Taken(ClaimedMessage claimed, DeathReason doom, boolean inPlace) {}

    private final Transaction tx;
    private final QueuePolicy policy;
    private final Instant until;
    private final int max;
    private final List<ClaimedMessage> messages = new ArrayList<>();
    private final List<Condemned> condemned = new ArrayList<>();

    Claiming(Transaction tx, QueuePolicy policy, Duration lease, int max) {
        this.tx = tx;
        this.policy = policy;
        this.until = tx.after(lease);
        this.max = max;
    }

    List<ClaimedMessage> messages() {
        return messages;
    }

    List<Condemned> condemned() {
        return condemned;
    }

    boolean isFull() {
        return messages.size() >= max;
    }

    /** Leases messages of the given tasks until there are enough in all, and condemns what it meets on the way. */
    void from(String queue, Set<String> tasks) throws SQLException {
        Seen last = Seen.NOTHING;
        while (!isFull()) {
            List<Seen> page = look(queue, tasks, last);
            List<Seen> chosen = choose(page);
            if (page.isEmpty()) {
                return;
            }
            boolean unchanged = lock(queue, chosen);
            last = unchanged ? page.get(page.size() - 1) : Seen.NOTHING; // some went, or to another place: look anew
        }
    }

    private List<Seen> look(String queue, Set<String> tasks, Seen after) throws SQLException {
        List<Object> arguments = new ArrayList<>(List.of(tx.namespace(), queue, tx.now()));
        arguments.addAll(List.of(after.priority, after.dueAt, after.ticket));
        if (!tasks.isEmpty()) {
            arguments.add(tasks.toArray(String[]::new));
        }
        arguments.add(Math.max(PAGE, max - messages.size()));
        String sql = "SELECT id, priority, due_at, ticket, deliveries, expires_at" + CLAIMABLE
                + " AND (priority, due_at, ticket) > (?, ?, ?)" + (tasks.isEmpty() ? "" : " AND task = ANY(?)")
                + IN_ORDER
                + " LIMIT ?";
        return tx.query(
                sql,
                row -> new Seen(row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4), doom(row) != null),
                arguments.toArray());
    }

    /** As many as there is room for. */
    private List<Seen> choose(List<Seen> page) {
        Stream<Seen> doomed = page.stream().filter(Seen::doomed).limit(MAX_CONDEMNED - condemned.size());
        Stream<Seen> healthy = page.stream().filter(seen -> !seen.doomed).limit(max - messages.size());
        return Stream.concat(doomed, healthy).toList();
    }

    /**
     * Takes these messages, if need be when other transitions of them are done; returns whether all are still what they
     * were, and where they were.
     */
    private boolean lock(String queue, List<Seen> chosen) throws SQLException {
        Map<String, Long> tickets = new HashMap<>();
        chosen.forEach(seen -> tickets.put(seen.id, seen.ticket));
        String sql = "SELECT " + Rows.COLUMNS + CLAIMABLE + " AND id = ANY(?)" + IN_ORDER + " FOR UPDATE";
        List<Taken> locked = tx.query(
                sql,
                row -> {
                    DeathReason doom = doom(row);
                    boolean inPlace = tickets.get(row.getString("id")) == row.getLong("ticket");
                    return new Taken(Rows.leased(row, tx.newToken(), until, doom == null), doom, inPlace);
                },
                tx.namespace(),
                queue,
                tx.now(),
                tickets.keySet().toArray(String[]::new));
        boolean unchanged = locked.size() == chosen.size();
        for (Taken taken : locked) {
            if (!taken.inPlace) {
                unchanged = false;
            } else if (taken.doom != null) {
                Messages.lease(tx, taken.claimed, false);
                condemned.add(new Condemned(taken.claimed, taken.doom));
            } else if (messages.size() < max) {
                Messages.lease(tx, taken.claimed, true);
                messages.add(taken.claimed);
            }
        }
        return unchanged;
    }

    private DeathReason doom(ResultSet row) throws SQLException {
        return Messages.doom(tx.now(), policy, row.getInt("deliveries"), Rows.instantOrNull(row, "expires_at"));
    }
}
