package com.example.jdbc;

import io.alsek.spi.Publication;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One database transaction: its statements, the instant at which all of it happens, and what others are to be told once
 * it is committed.
 */
final class Transaction {

    /** Makes something of the row at which a result stands. */
    @FunctionalInterface
    interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private static final Instant FOR_EVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final Connection connection;
    private final String namespace;
    private final Instant now;
    private final Supplier<String> tokens;
    private final Set<String> enteredQueues = new HashSet<>();
    private final Set<String> changedQueues = new LinkedHashSet<>();
    private final List<Publication> publications = new ArrayList<>();
    private boolean schedulesChanged;

    Transaction(Connection connection, String namespace, Instant now, Supplier<String> tokens) {
        this.connection = connection;
        this.namespace = namespace;
        this.now = now;
        this.tokens = tokens;
    }

    String namespace() {
        return namespace;
    }

    Instant now() {
        return now;
    }

    /** {@return so much later, or for ever if that is later than a number can say} */
    Instant after(Duration time) {
        return time.compareTo(Duration.between(now, FOR_EVER)) < 0 ? now.plus(time) : FOR_EVER;
    }

    /** {@return a token that no lease has had} */
    String newToken() {
        return tokens.get();
    }

    /** Runs a statement; returns how many rows it changed. */
    int update(String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    <T> List<T> query(String sql, RowMapper<T> mapper, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(mapper.map(rows));
                }
                return result;
            }
        }
    }

    /** The first row, if there is one; for statements that find one at most, or are limited to one. */
    <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, Object... arguments) throws SQLException {
        return query(sql, mapper, arguments).stream().findFirst();
    }

    /** See {@link Queues}. */
    void entered(String queue) {
        enteredQueues.add(queue);
    }

    boolean hasEntered(String queue) {
        return enteredQueues.contains(queue);
    }

    boolean hasEnteredAny() {
        return !enteredQueues.isEmpty();
    }

    /** Something in this queue may be claimable, now or at an instant that nobody has been told of yet. */
    void changed(String queue) {
        changedQueues.add(queue);
    }

    Set<String> changedQueues() {
        return changedQueues;
    }

    /** A schedule may be due sooner than anybody has been told. */
    void schedulesChanged() {
        schedulesChanged = true;
    }

    boolean haveSchedulesChanged() {
        return schedulesChanged;
    }

    void publish(List<Publication> notes) {
        publications.addAll(notes);
    }

    List<Publication> publications() {
        return publications;
    }

    private void bind(PreparedStatement statement, Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            if (argument instanceof Instant instant) {
                statement.setLong(i + 1, instant.toEpochMilli());
            } else if (argument instanceof Enum<?> constant) {
                statement.setString(i + 1, constant.name());
            } else if (argument instanceof String[] texts) {
                statement.setArray(i + 1, connection.createArrayOf("varchar", texts));
            } else {
                statement.setObject(i + 1, argument); // String, Integer, Long, Boolean, byte[], null
            }
        }
    }
}
