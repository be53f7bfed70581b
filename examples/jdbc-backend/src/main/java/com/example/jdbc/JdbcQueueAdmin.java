package com.example.jdbc;

import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.StoredMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks at queues and manages them as wholes. */
final class JdbcQueueAdmin implements QueueAdmin {

    private static final String SEEN = "(state = 'ALIVE' OR state = 'DEAD' AND gone_at > ?)";

    /** Ready, delayed, leased; within each by rank, instant and ticket. */
    private static final String SECTION = "CASE WHEN token IS NOT NULL THEN 3 WHEN due_at > ? THEN 2 ELSE 1 END";

    private static final String BROWSE = "SELECT * FROM (SELECT " + Rows.COLUMNS + ", " + SECTION + " AS section,"
            + " CASE WHEN token IS NULL AND due_at > ? THEN 0 ELSE priority END AS standing"
            + " FROM alsek_message WHERE namespace = ? AND queue = ? AND state = 'ALIVE') AS listed"
            + " WHERE (section, standing, due_at, ticket) > (?, ?, ?, ?)"
            + " ORDER BY section, standing, due_at, ticket LIMIT ?";

    private record Listed(String place, StoredMessage message) {}

    private final Transactions transactions;

    JdbcQueueAdmin(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Set<String> queues() {
        String sql = "SELECT q.queue FROM alsek_queue q WHERE q.namespace = ? AND (q.paused OR EXISTS"
                + " (SELECT 1 FROM alsek_message m WHERE m.namespace = q.namespace AND m.queue = q.queue AND " + SEEN
                + "))";
        return transactions.run(
                "list queues", tx -> new TreeSet<>(tx.query(sql, row -> row.getString(1), tx.namespace(), tx.now())));
    }

    /** Reads an index as long as the queue. Whoever asks often had better keep counters, at a price for every transition. */
    @Override
    public QueueCounts counts(String queue) {
        String sql =
                "SELECT COALESCE(SUM(CASE WHEN state = 'ALIVE' AND token IS NULL AND due_at <= ? THEN 1 ELSE 0 END),"
                    + " 0), COALESCE(SUM(CASE WHEN state = 'ALIVE' AND token IS NULL AND due_at > ? THEN 1 ELSE 0"
                    + " END), 0), COALESCE(SUM(CASE WHEN state = 'ALIVE' AND token IS NOT NULL THEN 1 ELSE 0 END), 0),"
                    + " COALESCE(SUM(CASE WHEN state = 'DEAD' AND gone_at > ? THEN 1 ELSE 0 END), 0) FROM"
                    + " alsek_message WHERE namespace = ? AND queue = ? AND state <> 'DONE'";
        return transactions.run("count messages", tx -> {
            boolean paused = !tx.query(
                            "SELECT queue FROM alsek_queue WHERE namespace = ? AND queue = ? AND paused",
                            row -> row.getString(1),
                            tx.namespace(),
                            queue)
                    .isEmpty();
            return tx.queryOne(
                            sql,
                            row -> new QueueCounts(
                                    row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), paused),
                            tx.now(),
                            tx.now(),
                            tx.now(),
                            tx.namespace(),
                            queue)
                    .orElseThrow();
        });
    }

    @Override
    public Map<String, Long> waitingByTask(String queue) {
        String sql = "SELECT task, COUNT(*) FROM alsek_message"
                + " WHERE namespace = ? AND queue = ? AND state = 'ALIVE' AND token IS NULL GROUP BY task";
        return transactions.run("count messages by task", tx -> {
            Map<String, Long> counts = new TreeMap<>();
            tx.query(sql, row -> counts.put(row.getString(1), row.getLong(2)), tx.namespace(), queue);
            return counts;
        });
    }

    @Override
    public Page<StoredMessage> browse(String queue, String from, int limit) {
        String[] place = (from == null ? "0:0:0:0" : from).split(":");
        List<Listed> listed = transactions.run(
                "list messages",
                tx -> tx.query(
                        BROWSE,
                        row -> new Listed(place(row), Rows.stored(row, tx.now())),
                        tx.now(),
                        tx.now(),
                        tx.namespace(),
                        queue,
                        Integer.parseInt(place[0]),
                        Integer.parseInt(place[1]),
                        Long.parseLong(place[2]),
                        Long.parseLong(place[3]),
                        limit));
        String next = listed.size() < limit ? null : listed.get(limit - 1).place();
        return new Page<>(listed.stream().map(Listed::message).toList(), next);
    }

    private static String place(ResultSet row) throws SQLException {
        return row.getInt("section") + ":" + row.getInt("standing") + ":" + row.getLong("due_at") + ":"
                + row.getLong("ticket");
    }

    @Override
    public boolean pause(String queue) {
        return transactions.run("pause a queue", tx -> {
            Queues.create(tx, queue);
            return setPaused(tx, queue, true);
        });
    }

    @Override
    public boolean resume(String queue) {
        return transactions.run("resume a queue", tx -> {
            tx.changed(queue);
            return setPaused(tx, queue, false);
        });
    }

    private static boolean setPaused(Transaction tx, String queue, boolean paused) throws SQLException {
        String sql = "UPDATE alsek_queue SET paused = ? WHERE namespace = ? AND queue = ? AND paused <> ?";
        return tx.update(sql, paused, tx.namespace(), queue, paused) == 1;
    }

    @Override
    public long purge(String queue) {
        return transactions.run("purge a queue", tx -> (long) tx.update(
                "DELETE FROM alsek_message"
                        + " WHERE namespace = ? AND queue = ? AND state = 'ALIVE' AND token IS NULL",
                tx.namespace(),
                queue));
    }

    @Override
    public Optional<MessageKey> locate(String id) {
        return transactions.run(
                "locate a message",
                tx -> tx.queryOne(
                        "SELECT queue, id FROM alsek_message WHERE namespace = ? AND id = ? AND " + SEEN
                                + " ORDER BY queue LIMIT 1",
                        Rows::key,
                        tx.namespace(),
                        id,
                        tx.now()));
    }
}
