package com.example.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A database, and the signals between those who use it in this process. Make one of it for each database and process,
 * hand it to all {@link JdbcBackend}s there, and close it after them. Thread-safe.
 *
 * <p><b>Several processes.</b> Signals and events of this class do not leave the process. Where several processes share a
 * database, it must be {@linkplain #sharedBetweenProcesses told so}: then whoever waits is woken regularly, to look
 * whether another process has done something. PostgreSQL could do better, with {@code NOTIFY} in each transaction and,
 * in place of the timer here, a thread that waits for notifications and hands them to {@link Signals} and
 * {@link LocalEvents}; what was missed while the connection was lost is then made up for as here, by waking everybody.
 */
public final class JdbcStorage implements AutoCloseable {

    private final DataSource dataSource;
    private final Signals signals;
    private final Signals scheduleSignals;
    private final LocalEvents events;
    private volatile ScheduledExecutorService timer;

    private JdbcStorage(DataSource dataSource, Signals signals, Signals scheduleSignals, LocalEvents events) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.signals = signals;
        this.scheduleSignals = scheduleSignals;
        this.events = events;
    }

    /**
     * A database that only this process uses.
     *
     * @param dataSource where to get connections, preferably a pool; each operation uses one connection for its one
     *     transaction
     */
    public static JdbcStorage ofThisProcess(DataSource dataSource) {
        return new JdbcStorage(dataSource, new Signals(), new Signals(), new LocalEvents());
    }

    /**
     * A database that other processes use, too.
     *
     * @param lookAgainAfter how long idle workers, and others who wait, may not notice what another process has done;
     *     positive, and in real time. Each look costs two statements for each idle worker pool
     */
    public static JdbcStorage sharedBetweenProcesses(DataSource dataSource, Duration lookAgainAfter) {
        return ofThisProcess(dataSource).lookingAgainAfter(lookAgainAfter);
    }

    /** Another way to the same database in the same process, for tests that break it. */
    JdbcStorage through(DataSource another) {
        return new JdbcStorage(another, signals, scheduleSignals, events);
    }

    JdbcStorage lookingAgainAfter(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("lookAgainAfter must be positive, but is " + time);
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "alsek-jdbc-look-again");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::wakeEverybody, time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
        return this;
    }

    private void wakeEverybody() {
        signals.raiseAll();
        scheduleSignals.raiseAll();
        events.gap();
    }

    /** Wakes nobody any more. Backends are closed by whoever opened them, and so is the source of connections. */
    @Override
    public void close() {
        if (timer != null) {
            timer.shutdown();
        }
    }

    /** Creates the tables that are not there yet. For production, take {@code schema.sql} into your migrations. */
    public JdbcStorage createTables() throws SQLException {
        String script = read("schema.sql").replaceAll("--[^\n]*", "");
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : script.split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        return this;
    }

    Connection connect() throws SQLException {
        return dataSource.getConnection();
    }

    Signals signals() {
        return signals;
    }

    /** Those for schedulers, which concern a namespace as a whole. */
    Signals scheduleSignals() {
        return scheduleSignals;
    }

    LocalEvents events() {
        return events;
    }

    private static String read(String resource) {
        try (InputStream stream = JdbcStorage.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(stream, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }
}
