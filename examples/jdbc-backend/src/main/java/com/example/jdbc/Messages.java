package com.example.jdbc;

import com.example.jdbc.Transaction.RowMapper;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement.Retry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * The transitions of a single message, each one guarded statement: it changes the row if the row is still what the
 * transition wants it to be, and otherwise nothing. That is the fence: a stale token finds no row to change.
 */
final class Messages {

    private static final String THIS = " WHERE namespace = ? AND queue = ? AND id = ?";
    private static final String HELD = THIS + " AND state = 'ALIVE' AND token = ?";

    private Messages() {}

    // ------------------------------------------------------------------------------------------------ being accepted

    /** Accepts a message unless its id is taken; returns whether it did. */
    static boolean submit(Transaction tx, QueuedMessage message) throws SQLException {
        Queues.enter(tx, message.queue());
        boolean accepted = insert(tx, message) || forget(tx, message.key()) && insert(tx, message);
        if (accepted) {
            tx.changed(message.queue());
        }
        return accepted;
    }

    private static boolean insert(Transaction tx, QueuedMessage message) throws SQLException {
        Instant due = later(message.readyAt(), tx.now());
        String sql =
                "INSERT INTO alsek_message (namespace, queue, id, state, task, priority, ready_at, expires_at, body,"
                        + " retries, deliveries, due_at, ticket, claimable_at, counted)"
                        + " VALUES (?, ?, ?, 'ALIVE', ?, ?, ?, ?, ?, 0, 0, ?, nextval('alsek_ticket'), ?, FALSE)"
                        + " ON CONFLICT DO NOTHING";
        return tx.update(
                        sql,
                        tx.namespace(),
                        message.queue(),
                        message.id(),
                        message.task(),
                        message.priority(),
                        message.readyAt(),
                        message.expiresAt(),
                        message.body(),
                        due,
                        due)
                == 1;
    }

    /** Frees an id that is only remembered, and long enough. */
    private static boolean forget(Transaction tx, MessageKey key) throws SQLException {
        return tx.update(
                        "DELETE FROM alsek_message" + THIS + " AND state <> 'ALIVE' AND forget_at <= ?",
                        tx.namespace(),
                        key.queue(),
                        key.id(),
                        tx.now())
                == 1;
    }

    /** Brings a dead letter back; returns whether there was one. */
    static boolean replay(Transaction tx, QueuedMessage message) throws SQLException {
        Queues.enter(tx, message.queue());
        Instant due = later(message.readyAt(), tx.now());
        String sql = "UPDATE alsek_message SET state = 'ALIVE', task = ?, priority = ?, ready_at = ?, expires_at = ?,"
            + " body = ?, retries = 0, deliveries = 0, failure = NULL, due_at = ?, ticket = nextval('alsek_ticket'),"
            + " claimable_at = ?, reason = NULL, died_at = NULL, gone_at = NULL, forget_at = NULL"
                + THIS + " AND state = 'DEAD' AND gone_at > ?";
        boolean replayed = tx.update(
                        sql,
                        message.task(),
                        message.priority(),
                        message.readyAt(),
                        message.expiresAt(),
                        message.body(),
                        due,
                        due,
                        tx.namespace(),
                        message.queue(),
                        message.id(),
                        tx.now())
                == 1;
        if (replayed) {
            tx.changed(message.queue());
        }
        return replayed;
    }

    // ------------------------------------------------------------------------------------------------ being looked at

    static <T> Optional<T> find(Transaction tx, MessageKey key, String condition, RowMapper<T> mapper)
            throws SQLException {
        return tx.queryOne(
                "SELECT " + Rows.COLUMNS + " FROM alsek_message" + THIS + " AND " + condition,
                mapper,
                tx.namespace(),
                key.queue(),
                key.id());
    }

    static boolean update(Transaction tx, MessageKey key, byte[] body) throws SQLException {
        return tx.update(
                        "UPDATE alsek_message SET body = ?" + THIS + " AND state = 'ALIVE'",
                        body,
                        tx.namespace(),
                        key.queue(),
                        key.id())
                == 1;
    }

    // -------------------------------------------------------------------------------------------- by whom it is held

    /** Why a transition that wants a lease found no row to change. */
    static LeaseState lostOrGone(Transaction tx, MessageKey key) throws SQLException {
        return find(tx, key, "state = 'ALIVE'", row -> LeaseState.LOST).orElse(LeaseState.GONE);
    }

    /** Why a message must not be run any more; {@code null} if it may be. */
    static DeathReason doom(Instant now, QueuePolicy policy, int deliveries, Instant expiresAt) {
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return DeathReason.EXPIRED;
        }
        return deliveries >= policy.maxDeliveries() ? DeathReason.TOO_MANY_DELIVERIES : null;
    }

    /** Puts the lease on a message that this transaction has locked. */
    static void lease(Transaction tx, ClaimedMessage claimed, boolean counted) throws SQLException {
        tx.update(
                "UPDATE alsek_message SET token = ?, claimable_at = ?, deliveries = ?, counted = ?" + THIS,
                claimed.lease().token(),
                claimed.lease().expiresAt(),
                claimed.deliveries(),
                counted,
                tx.namespace(),
                claimed.message().queue(),
                claimed.message().id());
    }

    /** The message under a lease that has not run out. */
    static Optional<ClaimedMessage> findHeld(Transaction tx, Lease lease, boolean counted) throws SQLException {
        return tx.queryOne(
                "SELECT " + Rows.COLUMNS + " FROM alsek_message" + HELD + " AND claimable_at > ? AND counted = ?",
                Rows::claimed,
                tx.namespace(),
                lease.key().queue(),
                lease.key().id(),
                lease.token(),
                tx.now(),
                counted);
    }

    /** Takes a message away from whoever holds it, if anybody does. */
    static void seize(Transaction tx, MessageKey key, String token) throws SQLException {
        String sql = "UPDATE alsek_message SET token = ?" + THIS + " AND state = 'ALIVE'";
        tx.update(sql, token, tx.namespace(), key.queue(), key.id());
    }

    static boolean extend(Transaction tx, MessageKey key, String token, Instant until) throws SQLException {
        int shortened = tx.update(
                "UPDATE alsek_message SET claimable_at = ?" + HELD + " AND claimable_at > ?",
                until,
                tx.namespace(),
                key.queue(),
                key.id(),
                token,
                until);
        if (shortened == 1) {
            tx.changed(key.queue()); // whoever sleeps until the lease ends sleeps too long now
            return true;
        }
        return tx.update(
                        "UPDATE alsek_message SET claimable_at = ?" + HELD,
                        until,
                        tx.namespace(),
                        key.queue(),
                        key.id(),
                        token)
                == 1;
    }

    static boolean retry(Transaction tx, MessageKey key, Retry retry) throws SQLException {
        Queues.enter(tx, key.queue());
        Instant due = later(retry.readyAt(), tx.now());
        String sql = "UPDATE alsek_message SET token = NULL, retries = retries + 1, deliveries = 0, ready_at = ?,"
                + " expires_at = ?, failure = ?, due_at = ?, claimable_at = ?, ticket = nextval('alsek_ticket')" + HELD;
        boolean done = tx.update(
                        sql,
                        retry.readyAt(),
                        retry.expiresAt(),
                        retry.failure(),
                        due,
                        due,
                        tx.namespace(),
                        key.queue(),
                        key.id(),
                        retry.lease().token())
                == 1;
        if (done) {
            tx.changed(key.queue());
        }
        return done;
    }

    /** Gives a message back: its place was never touched, so it is still there. */
    static boolean release(Transaction tx, MessageKey key, String token) throws SQLException {
        Queues.enter(tx, key.queue());
        String sql = "UPDATE alsek_message SET token = NULL, claimable_at = due_at,"
                + " deliveries = deliveries - CASE WHEN counted THEN 1 ELSE 0 END" + HELD;
        boolean done = tx.update(sql, tx.namespace(), key.queue(), key.id(), token) == 1;
        if (done) {
            tx.changed(key.queue());
        }
        return done;
    }

    // -------------------------------------------------------------------------------------------------- how it ends

    static boolean complete(Transaction tx, MessageKey key, String token, QueuePolicy policy) throws SQLException {
        if (policy.duplicateWindow().isZero()) {
            return tx.update("DELETE FROM alsek_message" + HELD, tx.namespace(), key.queue(), key.id(), token) == 1;
        }
        String sql =
                "UPDATE alsek_message SET state = 'DONE', token = NULL, body = ?, failure = NULL, forget_at = ?" + HELD;
        return tx.update(
                        sql,
                        new byte[0],
                        tx.after(policy.duplicateWindow()),
                        tx.namespace(),
                        key.queue(),
                        key.id(),
                        token)
                == 1;
    }

    /** To the dead letters, or, if the policy keeps none, to those that are done. */
    static boolean bury(
            Transaction tx, MessageKey key, String token, DeathReason reason, byte[] failure, QueuePolicy policy)
            throws SQLException {
        if (policy.deadLetterTtl() == null) {
            return complete(tx, key, token, policy);
        }
        Instant gone = tx.after(policy.deadLetterTtl());
        String sql = "UPDATE alsek_message SET state = 'DEAD', token = NULL, reason = ?, failure = ?, died_at = ?,"
                + " gone_at = ?, forget_at = ?, ticket = nextval('alsek_ticket')" + HELD;
        return tx.update(
                        sql,
                        reason,
                        failure,
                        tx.now(),
                        gone,
                        later(gone, tx.after(policy.duplicateWindow())),
                        tx.namespace(),
                        key.queue(),
                        key.id(),
                        token)
                == 1;
    }

    static boolean remove(Transaction tx, MessageKey key, String token) throws SQLException {
        return tx.update("DELETE FROM alsek_message" + HELD, tx.namespace(), key.queue(), key.id(), token) == 1;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
