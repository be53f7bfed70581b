package com.example.jdbc;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.SweepReport;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
            condemn(tx, key, tx.now().plus(lease), condemned);
        }
        int purged = purge(tx, limit - doomed.size());
        forget(tx);
        return new SweepReport(condemned, purged, doomed.size() + purged >= limit, nextAt(tx));
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
            condemned.add(new Condemned(claimed, Messages.doom(tx, claimed.message())));
        }
    }

    /** Ends dead letters whose time is over. Their ids may have to be remembered for longer. */
    private static int purge(Transaction tx, int limit) throws SQLException {
        String sql = "UPDATE alsek_message SET state = 'DONE', body = ?, failure = NULL WHERE namespace = ? AND state"
            + " = 'DEAD' AND gone_at <= ? AND (queue, id) IN (SELECT queue, id FROM alsek_message WHERE namespace = ?"
            + " AND state = 'DEAD' AND gone_at <= ? LIMIT ?)";
        return tx.update(sql, new byte[0], tx.namespace(), tx.now(), tx.namespace(), tx.now(), Math.max(limit, 0));
    }

    private static void forget(Transaction tx) throws SQLException {
        tx.update(
                "DELETE FROM alsek_message WHERE namespace = ? AND state = 'DONE' AND forget_at <= ?",
                tx.namespace(),
                tx.now());
        tx.update("DELETE FROM alsek_value WHERE namespace = ? AND expires_at <= ?", tx.namespace(), tx.now());
        tx.update("DELETE FROM alsek_hold WHERE namespace = ? AND expires_at <= ?", tx.namespace(), tx.now());
    }

    /** What is leased is looked at again when both its time and its lease are over. */
    private static Instant nextAt(Transaction tx) throws SQLException {
        String sql = "SELECT MIN(instant) AS next FROM (SELECT MIN(CASE WHEN token IS NULL THEN expires_at ELSE"
            + " GREATEST(expires_at, claimable_at) END) AS instant FROM alsek_message WHERE namespace = ? AND state ="
            + " 'ALIVE' AND expires_at IS NOT NULL UNION ALL SELECT MIN(gone_at) FROM alsek_message WHERE namespace ="
            + " ? AND state = 'DEAD') AS instants";
        return tx.query(sql, row -> Rows.instantOrNull(row, "next"), tx.namespace(), tx.namespace())
                .get(0);
    }
}
