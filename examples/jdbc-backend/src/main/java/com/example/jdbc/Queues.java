package com.example.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.TreeSet;

/**
 * The order of a queue changes by one transaction at a time: whoever adds to it or claims from it holds the row of the queue
 * until the commit.
 *
 * <p>Without that, tickets would be drawn in one order and seen in another, and claims would have to pass over messages that
 * others are just taking ({@code SKIP LOCKED} on messages, the usual way in SQL). That is faster, and breaks promises: a
 * claim says that nothing is there, or takes what comes later, and after that the first message is still seen ready. So
 * speed comes from batches here. Completing, burying, extending and the like need no queue.
 */
final class Queues {

    private static final String LOCK = "SELECT queue FROM alsek_queue WHERE namespace = ? AND queue = ? FOR UPDATE";

    private Queues() {}

    /** Several queues, in an order in which nobody waits for each other. */
    static void enterAll(Transaction tx, Collection<String> queues) throws SQLException {
        for (String queue : new TreeSet<>(queues)) {
            enter(tx, queue);
        }
    }

    /** Waits for whoever has the queue. Makes its row if this is the first time that anybody hears of it. */
    static void enter(Transaction tx, String queue) throws SQLException {
        while (!tx.hasEntered(queue) && !lock(tx, queue, LOCK)) {
            create(tx, queue);
        }
    }

    /** Waits for the first queue only: whoever has one and waits for another could be waited for itself. */
    static boolean tryToEnter(Transaction tx, String queue) throws SQLException {
        return lock(tx, queue, tx.hasEnteredAny() ? LOCK + " SKIP LOCKED" : LOCK);
    }

    private static boolean lock(Transaction tx, String queue, String sql) throws SQLException {
        boolean locked = tx.queryOne(sql, row -> true, tx.namespace(), queue).isPresent();
        if (locked) {
            tx.entered(queue);
        }
        return locked;
    }

    static void create(Transaction tx, String queue) throws SQLException {
        tx.update(
                "INSERT INTO alsek_queue (namespace, queue, paused) VALUES (?, ?, FALSE) ON CONFLICT DO NOTHING",
                tx.namespace(),
                queue);
    }
}
