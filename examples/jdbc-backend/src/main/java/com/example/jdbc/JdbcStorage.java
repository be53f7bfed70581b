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
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A database, and the signals between those who use it in this process. Make one of it for each database and process and
 * hand it to all {@link JdbcBackend}s there. Thread-safe.
 *
 * <p><b>Several processes.</b> Signals and events of this class do not leave the process. What is submitted by another
 * one is claimed all the same, but only when somebody looks; so where several processes share a database,
 * {@linkplain #sharedBetweenProcesses say how often idle workers look}. On PostgreSQL, {@code LISTEN} and {@code NOTIFY}
 * would carry both to other processes: {@code NOTIFY} in the transaction, and a thread that waits for notifications and
 * hands them to {@link Signals} and {@link LocalEvents}.
 */
public final class JdbcStorage {

    private final DataSource dataSource;
    private final Duration lookAgainAfter;
    private final Signals signals = new Signals();
    private final LocalEvents events = new LocalEvents();

    private JdbcStorage(DataSource dataSource, Duration lookAgainAfter) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.lookAgainAfter = lookAgainAfter;
    }

    /**
     * A database that only this process uses.
     *
     * @param dataSource where to get connections, preferably a pool; each operation uses one connection for its one
     *     transaction
     */
    public static JdbcStorage ofThisProcess(DataSource dataSource) {
        return new JdbcStorage(dataSource, null);
    }

    /**
     * A database that other processes use, too. There are no events then, since they would not be heard everywhere.
     *
     * @param lookAgainAfter how long what another process submitted may go unnoticed by idle workers, positive
     */
    public static JdbcStorage sharedBetweenProcesses(DataSource dataSource, Duration lookAgainAfter) {
        if (lookAgainAfter.isNegative() || lookAgainAfter.isZero()) {
            throw new IllegalArgumentException("lookAgainAfter must be positive, but is " + lookAgainAfter);
        }
        return new JdbcStorage(dataSource, lookAgainAfter);
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

    LocalEvents events() {
        return events;
    }

    Optional<Duration> lookAgainAfter() {
        return Optional.ofNullable(lookAgainAfter);
    }

    private static String read(String resource) {
        try (InputStream stream = JdbcStorage.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(stream, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }
}
