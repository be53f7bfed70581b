package com.example.jdbc;

import io.alsek.spi.Backend;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockStore;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ValueStore;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Alsek on a database: PostgreSQL, or H2 in its PostgreSQL mode.
 *
 * <p>Every operation is one transaction at the isolation level {@code READ COMMITTED}, which must be the database's
 * default. Nothing is held in memory that would not survive the process, but for who listens.
 *
 * <p>All processes judge by their own clocks, so these must agree, by NTP say.
 */
public final class JdbcBackend implements Backend {

    private final Transactions transactions;
    private final InstantSource clock;
    private final Sessions sessions;
    private final JdbcEventBus events;
    private final JdbcScheduleStore schedules;

    /**
     * A backend by the clock of this machine.
     *
     * @param storage where everything is kept
     * @param namespace sets its contents apart from those of other applications on the same storage
     */
    public JdbcBackend(JdbcStorage storage, String namespace) {
        this(storage, namespace, InstantSource.system(), () -> UUID.randomUUID().toString());
    }

    /**
     * A backend for tests.
     *
     * @param clock what to take for the present
     * @param tokens where to take lease tokens from; never twice the same
     */
    public JdbcBackend(JdbcStorage storage, String namespace, InstantSource clock, Supplier<String> tokens) {
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
        transactions = new Transactions(storage, namespace, this.clock, tokens);
        sessions = new Sessions(transactions);
        events = new JdbcEventBus(transactions);
        schedules = new JdbcScheduleStore(transactions);
    }

    @Override
    public String namespace() {
        return transactions.namespace();
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    /** So that worker pools claim and settle in batches, which are one transaction each. */
    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public QueueStore queues(QueuePolicy policy) {
        transactions.requireOpen();
        return new JdbcQueueStore(transactions, sessions, policy);
    }

    @Override
    public DeadLetterStore deadLetters() {
        transactions.requireOpen();
        return new JdbcDeadLetterStore(transactions);
    }

    @Override
    public QueueAdmin administration() {
        transactions.requireOpen();
        return new JdbcQueueAdmin(transactions);
    }

    @Override
    public ValueStore values() {
        transactions.requireOpen();
        return new JdbcValueStore(transactions);
    }

    @Override
    public Optional<EventBus> events() {
        transactions.requireOpen();
        return Optional.of(events);
    }

    @Override
    public Optional<LockStore> locks() {
        transactions.requireOpen();
        return Optional.of(new JdbcLockStore(transactions));
    }

    @Override
    public Optional<ScheduleStore> schedules() {
        transactions.requireOpen();
        return Optional.of(schedules);
    }

    @Override
    public long clear() {
        return transactions.run("clear", tx -> {
            long cleared = count(tx, "alsek_message", "(state = 'ALIVE' OR state = 'DEAD' AND gone_at > ?)")
                    + count(tx, "alsek_value", Values.LIVE)
                    + count(tx, "alsek_hold", "expires_at > ?")
                    + tx.update("DELETE FROM alsek_schedule WHERE namespace = ?", tx.namespace());
            for (String table : new String[] {"alsek_message", "alsek_value", "alsek_hold"}) {
                tx.update("DELETE FROM " + table + " WHERE namespace = ?", tx.namespace());
            }
            tx.update("UPDATE alsek_queue SET paused = FALSE WHERE namespace = ?", tx.namespace());
            return cleared;
        });
    }

    private static long count(Transaction tx, String table, String condition) throws SQLException {
        String sql = "SELECT COUNT(*) FROM " + table + " WHERE namespace = ? AND " + condition;
        return tx.queryOne(sql, row -> row.getLong(1), tx.namespace(), tx.now()).orElseThrow();
    }

    @Override
    public void close() {
        transactions.close();
        sessions.close();
        events.close();
        schedules.close();
    }
}
