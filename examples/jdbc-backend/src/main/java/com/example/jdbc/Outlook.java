package com.example.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;

/**
 * When something becomes claimable in which queue, for a given interest.
 *
 * <p>Rows that another transaction is about to take still count, and so do queues that a claim has passed over. So a claim
 * may be told of more than it then finds, but never of less: nothing is slept through.
 *
 * @param earliest by queue, without queues that are paused or hold nothing of interest
 */
record Outlook(Map<String, Instant> earliest) {

    /** One probe of an index for each queue. Sorted by the whole index, for databases that want to be told. */
    private static final String EARLIEST = "SELECT q.queue, (SELECT m.claimable_at FROM alsek_message m"
            + " WHERE m.namespace = q.namespace AND m.queue = q.queue AND m.state = 'ALIVE'%s"
            + " ORDER BY m.namespace, m.queue, m.state, m.claimable_at LIMIT 1) AS earliest"
            + " FROM alsek_queue q WHERE q.namespace = ? AND NOT q.paused%s";

    static Outlook of(Transaction tx, Interest interest) throws SQLException {
        Map<String, Instant> earliest = new HashMap<>();
        if (interest.lanes() == null) {
            look(tx, null, interest.tasks(), earliest);
            return new Outlook(earliest);
        }
        for (Entry<String, List<Set<String>>> lanes : interest.lanes().entrySet()) {
            Set<String> tasks = new LinkedHashSet<>();
            lanes.getValue().forEach(tasks::addAll);
            look(tx, lanes.getKey(), tasks, earliest);
        }
        return new Outlook(earliest);
    }

    private static void look(Transaction tx, String queue, Set<String> tasks, Map<String, Instant> earliest)
            throws SQLException {
        String sql = String.format(
                EARLIEST, tasks.isEmpty() ? "" : " AND m.task = ANY(?)", queue == null ? "" : " AND q.queue = ?");
        List<Object> arguments = new ArrayList<>();
        if (!tasks.isEmpty()) {
            arguments.add(tasks.toArray(String[]::new));
        }
        arguments.add(tx.namespace());
        if (queue != null) {
            arguments.add(queue);
        }
        tx.query(
                sql,
                row -> {
                    Instant instant = Rows.instantOrNull(row, "earliest");
                    return instant == null ? null : earliest.put(row.getString("queue"), instant);
                },
                arguments.toArray());
    }

    /** The queues in which something is claimable now. */
    Set<String> ready(Instant now) {
        Set<String> queues = new LinkedHashSet<>();
        earliest.forEach((queue, instant) -> {
            if (!instant.isAfter(now)) {
                queues.add(queue);
            }
        });
        return queues;
    }

    /** When anything is, or {@code null}. */
    Instant next() {
        return earliest.values().stream().min(Instant::compareTo).orElse(null);
    }
}
