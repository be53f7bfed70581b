package com.example.jdbc;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.StoredMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Reads what the SPI speaks of from rows of {@code alsek_message}. */
final class Rows {

    /** What the methods below want to find in a row. */
    static final String COLUMNS = "queue, id, state, task, priority, ready_at, expires_at, body, retries, deliveries,"
            + " failure, due_at, ticket, claimable_at, token, counted, reason, died_at, gone_at";

    private Rows() {}

    static MessageKey key(ResultSet row) throws SQLException {
        return new MessageKey(row.getString("queue"), row.getString("id"));
    }

    static QueuedMessage message(ResultSet row) throws SQLException {
        return new QueuedMessage(
                row.getString("id"),
                row.getString("queue"),
                row.getString("task"),
                row.getInt("priority"),
                instant(row, "ready_at"),
                instantOrNull(row, "expires_at"),
                row.getBytes("body"));
    }

    static StoredMessage stored(ResultSet row, Instant now) throws SQLException {
        MessageState state = state(row, now);
        return new StoredMessage(
                message(row),
                state,
                row.getInt("retries"),
                row.getInt("deliveries"),
                state == MessageState.LEASED ? instant(row, "claimable_at") : null,
                row.getBytes("failure"));
    }

    private static MessageState state(ResultSet row, Instant now) throws SQLException {
        if (row.getString("token") != null) {
            return MessageState.LEASED; // also when the lease has run out, until somebody takes it over
        }
        return instant(row, "due_at").isAfter(now) ? MessageState.DELAYED : MessageState.READY;
    }

    /** The message under the lease that it has in this row. */
    static ClaimedMessage claimed(ResultSet row) throws SQLException {
        return new ClaimedMessage(
                message(row),
                new Lease(key(row), row.getString("token"), instant(row, "claimable_at")),
                row.getInt("retries"),
                row.getInt("deliveries"),
                row.getBytes("failure"));
    }

    /** The message under a lease that it is to have. */
    static ClaimedMessage leased(ResultSet row, String token, Instant until, boolean counted) throws SQLException {
        return new ClaimedMessage(
                message(row),
                new Lease(key(row), token, until),
                row.getInt("retries"),
                row.getInt("deliveries") + (counted ? 1 : 0),
                row.getBytes("failure"));
    }

    static DeadLetter deadLetter(ResultSet row) throws SQLException {
        return new DeadLetter(
                message(row),
                DeathReason.valueOf(row.getString("reason")),
                row.getBytes("failure"),
                row.getInt("retries"),
                row.getInt("deliveries"),
                instant(row, "died_at"),
                instant(row, "gone_at"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static Instant instantOrNull(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
