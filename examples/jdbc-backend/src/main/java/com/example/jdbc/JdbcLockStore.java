package com.example.jdbc;

import io.alsek.spi.LockChange;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Locks and semaphores: a row for each hold. Acquiring is one at a time in a namespace; where that is too slow, PostgreSQL
 * has {@code pg_advisory_xact_lock}, which can be had for each lock's name.
 */
final class JdbcLockStore implements LockStore {

    private static final String LIVE = " FROM alsek_hold WHERE namespace = ? AND name = ? AND expires_at > ?";

    private final Transactions transactions;

    JdbcLockStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<LockGrant> acquire(LockRequest request) {
        return transactions.run("acquire a lock", tx -> {
            oneAtATime(tx);
            List<LockGrant> holders = holders(tx, request.name());
            for (LockGrant grant : holders) {
                if (grant.owner().equals(request.owner())) {
                    return Optional.of(new LockGrant(grant.owner(), grant.fence(), grant.expiresAt(), true));
                }
            }
            return holders.size() < request.limit() ? Optional.of(grant(tx, request)) : Optional.empty();
        });
    }

    private static void oneAtATime(Transaction tx) throws SQLException {
        tx.update("INSERT INTO alsek_namespace (namespace) VALUES (?) ON CONFLICT DO NOTHING", tx.namespace());
        tx.query(
                "SELECT namespace FROM alsek_namespace WHERE namespace = ? FOR UPDATE",
                row -> row.getString(1),
                tx.namespace());
    }

    private static LockGrant grant(Transaction tx, LockRequest request) throws SQLException {
        tx.update(
                "DELETE FROM alsek_hold WHERE namespace = ? AND name = ? AND expires_at <= ?",
                tx.namespace(),
                request.name(),
                tx.now());
        long fence = tx.queryOne("SELECT nextval('alsek_ticket')", row -> row.getLong(1))
                .orElseThrow();
        Instant until = tx.after(request.ttl());
        tx.update(
                "INSERT INTO alsek_hold (namespace, name, owner, fence, expires_at) VALUES (?, ?, ?, ?, ?)",
                tx.namespace(),
                request.name(),
                request.owner(),
                fence,
                until);
        return new LockGrant(request.owner(), fence, until, false);
    }

    @Override
    public boolean renew(String name, String owner, Duration ttl) {
        return transactions.run("renew a lock", tx -> renew(tx, name, owner, ttl));
    }

    private static boolean renew(Transaction tx, String name, String owner, Duration ttl) throws SQLException {
        String sql = "UPDATE alsek_hold SET expires_at = ?"
                + " WHERE namespace = ? AND name = ? AND expires_at > ? AND owner = ?";
        return tx.update(sql, tx.after(ttl), tx.namespace(), name, tx.now(), owner) == 1;
    }

    @Override
    public boolean release(String name, String owner) {
        return transactions.run("release a lock", tx -> release(tx, name, owner));
    }

    private static boolean release(Transaction tx, String name, String owner) throws SQLException {
        return tx.update("DELETE" + LIVE + " AND owner = ?", tx.namespace(), name, tx.now(), owner) == 1;
    }

    @Override
    public List<LockGrant> holders(String name) {
        return transactions.run("list the holders of a lock", tx -> holders(tx, name));
    }

    /** Ends, prolongs or hands over a hold, if there is one. */
    static void apply(Transaction tx, LockChange change) throws SQLException {
        if (change.heir() == null) {
            release(tx, change.name(), change.owner());
        } else if (renew(tx, change.name(), change.owner(), change.ttl())
                && !change.heir().equals(change.owner())) {
            tx.update(
                    "DELETE FROM alsek_hold WHERE namespace = ? AND name = ? AND owner = ?",
                    tx.namespace(),
                    change.name(),
                    change.heir());
            tx.update(
                    "UPDATE alsek_hold SET owner = ? WHERE namespace = ? AND name = ? AND owner = ?",
                    change.heir(),
                    tx.namespace(),
                    change.name(),
                    change.owner());
        }
    }

    private static List<LockGrant> holders(Transaction tx, String name) throws SQLException {
        return tx.query(
                "SELECT owner, fence, expires_at" + LIVE + " ORDER BY fence",
                row -> new LockGrant(
                        row.getString("owner"), row.getLong("fence"), Rows.instant(row, "expires_at"), false),
                tx.namespace(),
                name,
                tx.now());
    }
}
