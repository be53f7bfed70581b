package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.BackendException;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values: all of a namespace in one hash, each with its end; see {@code values.lua}. */
final class RedisValues implements ValueStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBackend.class);

    private static final int MOST_TOGETHER = 500;
    private static final byte[] NOTHING = {};

    private static final Script GET = script("getvalues");
    private static final Script SET = script("setvalues");
    private static final Script REMOVE = script("removevalues");
    private static final Script EXISTING = script("existingvalues");
    private static final Script SCAN = script("scanvalues");
    private static final Script SWEEP = script("sweepvalues");

    private final Space space;

    /** Many threads that write at the same time share round trips. */
    private final Combiner<ValueWrite> writing = new Combiner<>(2, MOST_TOGETHER, this::written);

    RedisValues(Space space) {
        this.space = space;
    }

    private static Script script(String name) {
        return new Script(name, "time", "values", "soundvalues");
    }

    /**
     * Removes values whose time is over; a key of a wrong type is told and let be.
     *
     * @param most how many groups of values that end at the same time to look at
     * @return whether there may be more
     */
    static boolean sweep(Space space, int most) {
        try {
            return (Long) run(space, SWEEP, List.of(bytes(Integer.toString(most))), true) == 1;
        } catch (BackendException e) {
            if (!Failure.isOfOneQueue(e)) {
                throw e;
            }
            LOG.warn("Values whose time is over cannot be removed: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public Map<String, byte[]> get(Collection<String> keys) {
        return read(GET, keys, true);
    }

    @Override
    public Map<String, byte[]> take(Collection<String> keys) {
        return read(REMOVE, keys, false);
    }

    private Map<String, byte[]> read(Script script, Collection<String> keys, boolean repeatable) {
        space.ensureOpen();
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (List<String> part : parts(keys)) {
            List<?> answers = (List<?>) run(space, script, fields(part), repeatable);
            for (int i = 0; i < part.size(); i++) {
                if (answers.get(i) instanceof byte[] value) {
                    found.put(part.get(i), value);
                }
            }
        }
        return found;
    }

    @Override
    public Set<String> existing(Collection<String> keys) {
        space.ensureOpen();
        Set<String> alive = new LinkedHashSet<>();
        for (List<String> part : parts(keys)) {
            byte[] answers = (byte[]) run(space, EXISTING, fields(part), true);
            for (int i = 0; i < part.size(); i++) {
                if (answers[i] == '1') {
                    alive.add(part.get(i));
                }
            }
        }
        return alive;
    }

    @Override
    public List<Boolean> set(List<ValueWrite> writes) {
        space.ensureOpen();
        if (writes.isEmpty()) {
            return List.of();
        }
        // Only what may be repeated goes together with others: it would be repeated for all.
        return Batch.results(
                writes.stream().allMatch(RedisValues::isRepeatable) ? writing.execute(writes) : written(writes));
    }

    /** Repeated, the others would say that it was there already. */
    private static boolean isRepeatable(ValueWrite write) {
        return write.condition() != ValueWrite.Condition.IF_ABSENT;
    }

    private Object[] written(List<ValueWrite> writes) {
        Object[] outcomes = new Object[writes.size()];
        int at = 0;
        for (List<EntryWrite> part : portions(EntryWrite.of(writes))) {
            int count = part.stream().mapToInt(EntryWrite::size).sum();
            boolean repeatable = writes.subList(at, at + count).stream().allMatch(RedisValues::isRepeatable);
            try {
                byte[] answers = (byte[]) run(space, SET, arguments(part), repeatable);
                for (int i = 0; i < answers.length; i++) {
                    at = tell(part.get(i), answers[i] - '0', outcomes, at);
                }
            } catch (BackendException | IllegalStateException e) {
                for (int end = at + count; at < end; at++) {
                    outcomes[at] = e;
                }
            }
        }
        return outcomes;
    }

    /** {@return where the outcomes of the next entry begin} Of two values in an entry, either may have come first. */
    private static int tell(EntryWrite entry, int answer, Object[] outcomes, int at) {
        if (entry.size() == 2) {
            outcomes[at] = (answer & (entry.statusFirst() ? 1 : 2)) != 0;
            outcomes[at + 1] = (answer & (entry.statusFirst() ? 2 : 1)) != 0;
            return at + 2;
        }
        outcomes[at] = answer != 0;
        return at + 1;
    }

    private static List<byte[]> arguments(List<EntryWrite> entries) {
        List<byte[]> args = new ArrayList<>(1 + 3 * entries.size());
        args.add(bytes(Integer.toString(entries.size())));
        entries.forEach(entry -> args.add(entry.field().bytes()));
        entries.forEach(entry -> args.add(entry.head()));
        entries.forEach(entry -> args.add(entry.piece()));
        return args;
    }

    @Override
    public int delete(Collection<String> keys) {
        space.ensureOpen();
        int deleted = 0;
        for (List<String> part : parts(keys)) {
            List<byte[]> args = fields(part);
            byte[] unread =
                    new String(args.get(0), ISO_8859_1).toUpperCase(Locale.ROOT).getBytes(ISO_8859_1);
            args.set(0, unread);
            for (Object answer : (List<?>) run(space, REMOVE, args, false)) {
                deleted += answer instanceof byte[] ? 1 : 0;
            }
        }
        return deleted;
    }

    @Override
    public List<String> scan(String pattern) {
        space.ensureOpen();
        Pattern wanted = Globs.compile(pattern);
        Set<String> found = new HashSet<>();
        byte[] cursor = {'0'};
        do {
            List<?> page = (List<?>) run(space, SCAN, List.of(cursor, bytes("1000")), true);
            byte[] parts = (byte[]) page.get(1);
            List<?> fields = (List<?>) page.get(2);
            for (int i = 0; i < parts.length; i++) {
                String key = ValueField.key((byte[]) fields.get(i), (char) parts[i]);
                if (wanted.matcher(key).matches()) {
                    found.add(key);
                }
            }
            cursor = (byte[]) page.get(0);
        } while (cursor.length != 1 || cursor[0] != '0');
        return List.copyOf(found);
    }

    @Override
    public long count(String pattern) {
        return scan(pattern).size();
    }

    private static List<List<String>> parts(Collection<String> keys) {
        return portions(List.copyOf(new LinkedHashSet<>(keys)));
    }

    private static <T> List<List<T>> portions(List<T> all) {
        List<List<T>> portions = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST_TOGETHER) {
            portions.add(all.subList(from, Math.min(all.size(), from + MOST_TOGETHER)));
        }
        return portions;
    }

    /** A letter for each part, and the fields. */
    private static List<byte[]> fields(List<String> keys) {
        List<byte[]> args = new ArrayList<>(1 + keys.size());
        byte[] letters = new byte[keys.size()];
        args.add(letters);
        for (int i = 0; i < letters.length; i++) {
            ValueField field = ValueField.of(keys.get(i));
            letters[i] = (byte) field.part();
            args.add(field.bytes());
        }
        return args;
    }

    private static Object run(Space space, Script script, List<byte[]> more, boolean repeatable) {
        InstantSource clock = space.clock();
        List<byte[]> args = new ArrayList<>(1 + more.size());
        args.add(clock == null ? NOTHING : bytes(Long.toString(clock.millis())));
        args.addAll(more);
        List<byte[]> keys = space.keys().values();
        return repeatable ? space.link().run(script, keys, args) : space.link().runOnce(script, keys, args);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
