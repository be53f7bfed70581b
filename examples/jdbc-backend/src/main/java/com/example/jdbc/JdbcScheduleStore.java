package com.example.jdbc;

import io.alsek.spi.DueSchedules;
import io.alsek.spi.Page;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Schedules: a row for each. A write is one statement, which changes the row if it is still at the revision expected. Names
 * are sorted here, since no collation of a database sorts as {@link String#compareTo} does.
 */
final class JdbcScheduleStore implements ScheduleStore {

    private static final String ALL =
            "SELECT name, revision, definition, state, next_at, paused FROM alsek_schedule WHERE namespace = ?";

    private static final Comparator<StoredSchedule> EARLIEST_FIRST =
            Comparator.comparing(StoredSchedule::nextAt).thenComparing(StoredSchedule::name);

    private final Transactions transactions;
    private final Set<Signals.Listener> watches = ConcurrentHashMap.newKeySet();

    JdbcScheduleStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Map<String, StoredSchedule> find(Collection<String> names) {
        return transactions.run("find schedules", tx -> find(tx, names));
    }

    private static Map<String, StoredSchedule> find(Transaction tx, Collection<String> names) throws SQLException {
        Map<String, StoredSchedule> found = new TreeMap<>();
        tx.query(
                ALL + " AND name = ANY(?)",
                row -> found.put(row.getString("name"), schedule(row)),
                tx.namespace(),
                names.toArray(String[]::new));
        return found;
    }

    @Override
    public Page<StoredSchedule> browse(String from, int limit) {
        return transactions.run("list schedules", tx -> {
            List<String> rest = tx
                    .query(
                            "SELECT name FROM alsek_schedule WHERE namespace = ?",
                            row -> row.getString(1),
                            tx.namespace())
                    .stream()
                    .filter(name -> from == null || name.compareTo(from) > 0)
                    .sorted()
                    .toList();
            List<String> page = rest.subList(0, Math.min(limit, rest.size()));
            String next = page.size() < rest.size() ? page.get(limit - 1) : null;
            return new Page<>(List.copyOf(find(tx, page).values()), next);
        });
    }

    @Override
    public DueSchedules due(int limit) {
        return transactions.run("look for schedules that are due", tx -> {
            List<StoredSchedule> due = tx
                    .query(
                            ALL + " AND NOT paused AND next_at <= ?",
                            JdbcScheduleStore::schedule,
                            tx.namespace(),
                            tx.now())
                    .stream()
                    .sorted(EARLIEST_FIRST)
                    .toList();
            if (due.size() > limit) {
                return new DueSchedules(due.subList(0, limit), due.get(limit).nextAt());
            }
            Instant nextAt = tx.query(
                            "SELECT MIN(next_at) AS next FROM alsek_schedule"
                                    + " WHERE namespace = ? AND NOT paused AND next_at > ?",
                            row -> Rows.instantOrNull(row, "next"),
                            tx.namespace(),
                            tx.now())
                    .get(0);
            return new DueSchedules(due, nextAt);
        });
    }

    @Override
    public List<Boolean> write(List<ScheduleWrite> writes) {
        return transactions.run("write schedules", tx -> {
            List<Boolean> written = new ArrayList<>();
            for (ScheduleWrite write : writes) {
                boolean now = write.expected() == StoredSchedule.ABSENT ? insert(tx, write) : update(tx, write);
                if (now) {
                    JdbcQueueStore.apply(tx, write.effects());
                    tx.schedulesChanged();
                }
                written.add(now || wasWritten(tx, write.schedule()));
            }
            return written;
        });
    }

    private static boolean insert(Transaction tx, ScheduleWrite write) throws SQLException {
        StoredSchedule schedule = write.schedule();
        String sql = "INSERT INTO alsek_schedule (namespace, name, revision, definition, state, next_at, paused)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
        return tx.update(
                        sql,
                        tx.namespace(),
                        schedule.name(),
                        schedule.revision(),
                        schedule.definition(),
                        schedule.state(),
                        schedule.nextAt(),
                        schedule.paused())
                == 1;
    }

    private static boolean update(Transaction tx, ScheduleWrite write) throws SQLException {
        StoredSchedule schedule = write.schedule();
        String sql = "UPDATE alsek_schedule SET revision = ?, definition = ?, state = ?, next_at = ?, paused = ?"
                + " WHERE namespace = ? AND name = ? AND revision = ?";
        return tx.update(
                        sql,
                        schedule.revision(),
                        schedule.definition(),
                        schedule.state(),
                        schedule.nextAt(),
                        schedule.paused(),
                        tx.namespace(),
                        schedule.name(),
                        write.expected())
                == 1;
    }

    /** Whether this is a repetition, which its revision tells. */
    private static boolean wasWritten(Transaction tx, StoredSchedule schedule) throws SQLException {
        return tx.queryOne(
                        ALL + " AND name = ? AND revision = ?",
                        row -> true,
                        tx.namespace(),
                        schedule.name(),
                        schedule.revision())
                .isPresent();
    }

    @Override
    public int remove(Collection<String> names) {
        return transactions.run(
                "remove schedules",
                tx -> tx.update(
                        "DELETE FROM alsek_schedule WHERE namespace = ? AND name = ANY(?)",
                        tx.namespace(),
                        names.toArray(String[]::new)));
    }

    @Override
    public Watch watch(Runnable onSooner) {
        transactions.requireOpen();
        Signals.Listener listener =
                transactions.storage().scheduleSignals().listen(transactions.namespace(), any -> true, onSooner);
        watches.add(listener);
        return () -> end(listener);
    }

    private void end(Signals.Listener listener) {
        transactions.storage().scheduleSignals().remove(listener);
        watches.remove(listener);
    }

    void close() {
        watches.forEach(this::end);
    }

    private static StoredSchedule schedule(ResultSet row) throws SQLException {
        return new StoredSchedule(
                row.getString("name"),
                row.getLong("revision"),
                row.getBytes("definition"),
                row.getBytes("state"),
                Rows.instantOrNull(row, "next_at"),
                row.getBoolean("paused"));
    }
}
