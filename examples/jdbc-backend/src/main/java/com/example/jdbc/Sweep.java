package com.example.jdbc;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.SweepReport;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Housekeeping, within a transaction. Condemns what nobody claims, and removes what nobody can see any more. */
final class Sweep {

    /** Expired, and waiting, delayed, or left by a worker that held it for too long. */
    private static final String DOOMED = "state = 'ALIVE' AND expires_at <= ? AND (token IS NULL OR claimable_at <= ?)";

    private Sweep() {}

    static SweepReport run(Transaction tx, QueuePolicy policy, int limit, Duration lease) throws SQLException {
        List<MessageKey> doomed = tx.query(
                "SELECT queue, id FROM alsek_message WHERE namespace = ? AND " + DOOMED
                        + " ORDER BY expires_at, ticket LIMIT ?",
                Rows::key,
                tx.namespace(),
                tx.now(),
                tx.now(),
                limit);
        List<Condemned> condemned = new ArrayList<>();
        for (MessageKey key : doomed) {
            condemn(tx, key, tx.after(lease), condemned);
        }
        int purged = purge(tx, limit - doomed.size());
        int forgotten = forget(tx, limit);
        boolean more = doomed.size() + purged >= limit || forgotten >= limit;
        return new SweepReport(condemned, purged, more, nextAt(tx));
    }

    private static void condemn(Transaction tx, MessageKey key, Instant until, List<Condemned> condemned)
            throws SQLException {
        String sql = "SELECT " + Rows.COLUMNS + " FROM alsek_message WHERE namespace = ? AND queue = ? AND id = ? AND "
                + DOOMED + " FOR UPDATE SKIP LOCKED";
        List<ClaimedMessage> locked = tx.query(
                sql,
                row -> Rows.leased(row, tx.newToken(), until, false),
                tx.namespace(),
                key.queue(),
                key.id(),
                tx.now(),
                tx.now());
        for (ClaimedMessage claimed : locked) {
            Messages.lease(tx, claimed, false);
            condemned.add(new Condemned(claimed, DeathReason.EXPIRED));
        }
    }

    /** Ends dead letters whose time is over. Their ids may have to be remembered for longer. */
    private static int purge(Transaction tx, int limit) throws SQLException {
        String sql = "UPDATE alsek_message SET state = 'DONE', body = ?, failure = NULL WHERE namespace = ? AND state"
            + " = 'DEAD' AND gone_at <= ? AND (queue, id) IN (SELECT queue, id FROM alsek_message WHERE namespace = ?"
            + " AND state = 'DEAD' AND gone_at <= ? LIMIT ?)";
        return tx.update(sql, new byte[0], tx.namespace(), tx.now(), tx.namespace(), tx.now(), Math.max(limit, 0));
    }

    /** Removes what is of no use to anybody; returns how many ids were freed. */
    private static int forget(Transaction tx, int limit) throws SQLException {
        tx.update("DELETE FROM alsek_value WHERE namespace = ? AND expires_at <= ?", tx.namespace(), tx.now());
        tx.update("DELETE FROM alsek_hold WHERE namespace = ? AND expires_at <= ?", tx.namespace(), tx.now());
        String sql = "DELETE FROM alsek_message WHERE namespace = ? AND state = 'DONE' AND forget_at <= ?"
                + " AND (queue, id) IN (SELECT queue, id FROM alsek_message"
                + " WHERE namespace = ? AND state = 'DONE' AND forget_at <= ? LIMIT ?)";
        return tx.update(sql, tx.namespace(), tx.now(), tx.namespace(), tx.now(), limit);
    }

    /**
     * When there will be something to do: the next message expires; the lease on an expired one runs out; a dead letter
     * is over. Each by an index. An expiry may come while the message is leased; then the next sweep looks again.
     */
    private static Instant nextAt(Transaction tx) throws SQLException {
        Stream<Instant> instants = Stream.of(
                first(tx, "expires_at", "state = 'ALIVE' AND expires_at > ?"),
                tx.query(
                                "SELECT MIN(claimable_at) AS instant FROM alsek_message"
                                        + " WHERE namespace = ? AND state = 'ALIVE' AND expires_at <= ?",
                                row -> Rows.instantOrNull(row, "instant"),
                                tx.namespace(),
                                tx.now())
                        .get(0),
                first(tx, "gone_at", "state = 'DEAD' AND gone_at > ?"));
        return instants.filter(Objects::nonNull).min(Instant::compareTo).orElse(null);
    }

    private static Instant first(Transaction tx, String column, String condition) throws SQLException {
        String sql = "SELECT " + column + " FROM alsek_message WHERE namespace = ? AND " + condition
                + " ORDER BY namespace, state, " + column + " LIMIT 1";
        return tx.queryOne(sql, row -> Rows.instant(row, column), tx.namespace(), tx.now())
                .orElse(null);
    }
}
