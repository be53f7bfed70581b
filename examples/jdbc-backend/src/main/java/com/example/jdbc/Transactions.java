package com.example.jdbc;

import io.alsek.spi.BackendException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Runs every operation of a backend as one transaction, at one instant, and sorts failures into those that had no effect
 * and those of which nobody knows. Once a transaction is committed, and not before, others are told what it changed.
 */
final class Transactions {

    /** What is done in a transaction. May be done several times, of which only the last one counts. */
    @FunctionalInterface
    interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    private static final System.Logger LOG = System.getLogger(Transactions.class.getName());

    /** A transaction that was committed. */
    private record Done<T>(Transaction transaction, T result) {}

    /** Two transactions that wait for each other are quite normal; one of them is rolled back, and begins anew. */
    private static final int MAX_ATTEMPTS = 20;

    private final JdbcStorage storage;
    private final String namespace;
    private final InstantSource clock;
    private final Supplier<String> tokens;
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();
    private volatile boolean closed;

    Transactions(JdbcStorage storage, String namespace, InstantSource clock, Supplier<String> tokens) {
        this.storage = storage;
        this.namespace = namespace;
        this.clock = clock;
        this.tokens = tokens;
    }

    String namespace() {
        return namespace;
    }

    JdbcStorage storage() {
        return storage;
    }

    /** {@return the present} */
    Instant now() {
        return clock.instant();
    }

    /** Waits for operations that are under way, so that the source of connections may be closed after it. */
    void close() {
        inUse.writeLock().lock();
        closed = true;
        inUse.writeLock().unlock();
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The backend of namespace \"" + namespace + "\" is closed");
        }
    }

    /**
     * Does something as a whole, or not at all.
     *
     * @param what names the operation in error messages
     */
    <T> T run(String what, Work<T> work) {
        Done<T> done;
        inUse.readLock().lock();
        try {
            done = untilCommitted(what, work);
        } finally {
            inUse.readLock().unlock();
        }
        tell(done.transaction());
        return done.result();
    }

    private <T> Done<T> untilCommitted(String what, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            requireOpen();
            try {
                return attempt(what, work);
            } catch (SQLException e) {
                // Nothing was committed: whatever was sent before is rolled back, also if the connection broke.
                if (!isCollision(e) || attempt == MAX_ATTEMPTS) {
                    throw new BackendException.NotApplied(
                            "Cannot " + what + " in namespace \"" + namespace + "\", nothing has changed: "
                                    + e.getMessage(),
                            e);
                }
            }
        }
    }

    private <T> Done<T> attempt(String what, Work<T> work) throws SQLException {
        Connection connection = storage.connect();
        try {
            connection.setAutoCommit(false);
            Transaction transaction = new Transaction(connection, namespace, now(), tokens);
            T result = work.in(transaction);
            commit(what, connection);
            return new Done<>(transaction, result);
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        } finally {
            close(connection);
        }
    }

    /** Only the commit itself can fail in such a way that nobody knows what has become of it. */
    private void commit(String what, Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (isCollision(e)) {
                throw e;
            }
            throw new BackendException.OutcomeUnknown(
                    "Cannot tell whether \"" + what + "\" took effect in namespace \"" + namespace
                            + "\", the commit failed: " + e.getMessage(),
                    e);
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e); // the database rolls back by itself when the connection is gone
        }
    }

    /** Whatever goes wrong here, the transaction has been committed or rolled back before. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "A connection could not be closed", e);
        }
    }

    private void tell(Transaction transaction) {
        storage.signals().raise(namespace, transaction.changedQueues());
        if (transaction.haveSchedulesChanged()) {
            storage.scheduleSignals().raise(namespace, Set.of("schedules"));
        }
        storage.events().publish(namespace, transaction.publications());
    }

    /** Deadlocks, serialization failures, and (in H2) locks that were waited for too long. */
    private static boolean isCollision(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("40") || state.equals("HYT00"));
    }
}
