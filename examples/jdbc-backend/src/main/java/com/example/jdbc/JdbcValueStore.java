package com.example.jdbc;

import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Values with a time to live. */
final class JdbcValueStore implements ValueStore {

    private static final String THESE = " FROM alsek_value WHERE namespace = ? AND name = ANY(?) AND " + Values.LIVE;

    private final Transactions transactions;

    JdbcValueStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Map<String, byte[]> get(Collection<String> keys) {
        return transactions.run("read values", tx -> read(tx, keys, ""));
    }

    private static Map<String, byte[]> read(Transaction tx, Collection<String> keys, String clause)
            throws SQLException {
        Map<String, byte[]> values = new HashMap<>();
        String sql = "SELECT name, data" + THESE + clause;
        tx.query(sql, row -> values.put(row.getString(1), row.getBytes(2)), tx.namespace(), array(keys), tx.now());
        return values;
    }

    @Override
    public Set<String> existing(Collection<String> keys) {
        return transactions.run(
                "look for values",
                tx -> new HashSet<>(tx.query(
                        "SELECT name" + THESE, row -> row.getString(1), tx.namespace(), array(keys), tx.now())));
    }

    @Override
    public List<Boolean> set(List<ValueWrite> writes) {
        return transactions.run("write values", tx -> Values.write(tx, writes));
    }

    @Override
    public Map<String, byte[]> take(Collection<String> keys) {
        return transactions.run("take values", tx -> {
            Map<String, byte[]> values = read(tx, keys, " FOR UPDATE");
            tx.update("DELETE" + THESE, tx.namespace(), array(values.keySet()), tx.now());
            return values;
        });
    }

    @Override
    public int delete(Collection<String> keys) {
        return transactions.run(
                "delete values", tx -> tx.update("DELETE" + THESE, tx.namespace(), array(keys), tx.now()));
    }

    /** Matched here and not by LIKE, in which databases do not agree on what a character is. */
    @Override
    public List<String> scan(String pattern) {
        Pattern compiled = compile(pattern);
        List<String> names = transactions.run(
                "list values",
                tx -> tx.query(
                        "SELECT name FROM alsek_value WHERE namespace = ? AND " + Values.LIVE,
                        row -> row.getString(1),
                        tx.namespace(),
                        tx.now()));
        return names.stream().filter(name -> compiled.matcher(name).matches()).toList();
    }

    @Override
    public long count(String pattern) {
        return scan(pattern).size();
    }

    private static Pattern compile(String pattern) {
        StringBuilder regex = new StringBuilder();
        int[] characters = pattern.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            boolean literal = characters[i] == '\\' && i + 1 < characters.length;
            if (literal) {
                i++;
            }
            if (characters[i] == '*' && !literal) {
                regex.append(".*");
            } else if (characters[i] == '?' && !literal) {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(Character.toString(characters[i])));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String[] array(Collection<String> keys) {
        return keys.toArray(String[]::new);
    }
}
