package com.example.jdbc;

import io.alsek.spi.ValueWrite;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes values. A value whose time is over is absent, whether or not its row is still there. */
final class Values {

    static final String LIVE = "(expires_at IS NULL OR expires_at > ?)";

    private Values() {}

    static List<Boolean> write(Transaction tx, List<ValueWrite> writes) throws SQLException {
        List<Boolean> written = new ArrayList<>();
        for (ValueWrite write : writes) {
            written.add(
                    switch (write.condition()) {
                        case ALWAYS -> always(tx, write);
                        case IF_ABSENT -> ifAbsent(tx, write);
                        case IF_PRESENT -> ifPresent(tx, write);
                    });
        }
        return written;
    }

    /** Whatever others do meanwhile, one of these finds what it needs; the loop is for a value that just goes or comes. */
    private static boolean always(Transaction tx, ValueWrite write) throws SQLException {
        while (!ifPresent(tx, write) && !ifAbsent(tx, write)) {
            Thread.onSpinWait();
        }
        return true;
    }

    private static boolean ifPresent(Transaction tx, ValueWrite write) throws SQLException {
        if (write.ttl() == null) {
            String keepExpiry = "UPDATE alsek_value SET data = ? WHERE namespace = ? AND name = ? AND " + LIVE;
            return tx.update(keepExpiry, write.value(), tx.namespace(), write.key(), tx.now()) == 1;
        }
        String sql = "UPDATE alsek_value SET data = ?, expires_at = ? WHERE namespace = ? AND name = ? AND " + LIVE;
        return tx.update(sql, write.value(), expiry(tx, write), tx.namespace(), write.key(), tx.now()) == 1;
    }

    private static boolean ifAbsent(Transaction tx, ValueWrite write) throws SQLException {
        tx.update(
                "DELETE FROM alsek_value WHERE namespace = ? AND name = ? AND expires_at <= ?",
                tx.namespace(),
                write.key(),
                tx.now());
        String sql = "INSERT INTO alsek_value (namespace, name, data, expires_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING";
        return tx.update(sql, tx.namespace(), write.key(), write.value(), expiry(tx, write)) == 1;
    }

    private static Instant expiry(Transaction tx, ValueWrite write) {
        return write.ttl() == null ? null : tx.after(write.ttl());
    }
}
