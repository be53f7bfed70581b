package com.example.jdbc;

import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.Replay;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The dead letters. They got a ticket when they were buried, by which they are listed. */
final class JdbcDeadLetterStore implements DeadLetterStore {

    private record Listed(long ticket, DeadLetter letter) {}

    private final Transactions transactions;

    JdbcDeadLetterStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Page<DeadLetter> browse(String queue, String from, int limit) {
        String sql = "SELECT " + Rows.COLUMNS + " FROM alsek_message"
                + " WHERE namespace = ? AND queue = ? AND state = 'DEAD' AND gone_at > ? AND ticket > ?"
                + " ORDER BY ticket LIMIT ?";
        List<Listed> listed = transactions.run(
                "list dead letters",
                tx -> tx.query(
                        sql,
                        row -> new Listed(row.getLong("ticket"), Rows.deadLetter(row)),
                        tx.namespace(),
                        queue,
                        tx.now(),
                        from == null ? -1 : Long.parseLong(from),
                        limit));
        String next = listed.size() < limit
                ? null
                : Long.toString(listed.get(limit - 1).ticket());
        return new Page<>(listed.stream().map(Listed::letter).toList(), next);
    }

    @Override
    public Map<MessageKey, DeadLetter> find(Collection<MessageKey> keys) {
        return transactions.run("find dead letters", tx -> {
            Map<MessageKey, DeadLetter> found = new LinkedHashMap<>();
            for (MessageKey key : new LinkedHashSet<>(keys)) {
                Messages.find(tx, key, "state = 'DEAD'", Rows::deadLetter)
                        .filter(letter -> letter.expiresAt().isAfter(tx.now()))
                        .ifPresent(letter -> found.put(key, letter));
            }
            return found;
        });
    }

    @Override
    public List<Boolean> replay(List<Replay> replays) {
        return transactions.run("replay dead letters", tx -> {
            Queues.enterAll(
                    tx, replays.stream().map(each -> each.message().queue()).toList());
            List<Boolean> replayed = new ArrayList<>();
            for (Replay replay : replays) {
                boolean there = Messages.replay(tx, replay.message());
                if (there) {
                    JdbcQueueStore.apply(tx, replay.effects());
                }
                replayed.add(there);
            }
            return replayed;
        });
    }

    @Override
    public int purge(Collection<MessageKey> keys) {
        return transactions.run("purge dead letters", tx -> {
            int purged = 0;
            for (MessageKey key : new LinkedHashSet<>(keys)) {
                purged += tx.update(
                        "DELETE FROM alsek_message WHERE namespace = ? AND queue = ? AND id = ?"
                                + " AND state = 'DEAD' AND gone_at > ?",
                        tx.namespace(),
                        key.queue(),
                        key.id(),
                        tx.now());
            }
            return purged;
        });
    }
}
