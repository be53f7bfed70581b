package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.BackendException;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Values: each a string under a key of its own, which holds its end and its bytes; see {@code values.lua}. Many keys go
 * to the server in one call for each slot.
 */
final class RedisValues implements ValueStore {

    private static final int MOST_KEYS = 500;
    private static final byte[] NOTHING = {};

    private final Space space;

    /** Many threads that write at the same time share round trips. */
    private final Combiner<ValueWrite> writing = new Combiner<>(2, MOST_KEYS, this::written);

    RedisValues(Space space) {
        this.space = space;
    }

    @Override
    public Map<String, byte[]> get(Collection<String> keys) {
        return collect(ValueScripts.GET, keys, true);
    }

    @Override
    public Map<String, byte[]> take(Collection<String> keys) {
        return collect(ValueScripts.TAKE, keys, false);
    }

    @Override
    public Set<String> existing(Collection<String> keys) {
        space.ensureOpen();
        Set<String> alive = new HashSet<>();
        for (List<String> part : parts(keys)) {
            List<?> answers = (List<?>) run(ValueScripts.EXISTING, part, List.of(), true);
            for (int i = 0; i < part.size(); i++) {
                if ((Long) answers.get(i) == 1) {
                    alive.add(part.get(i));
                }
            }
        }
        Set<String> inOrder = new LinkedHashSet<>(keys);
        inOrder.retainAll(alive);
        return inOrder;
    }

    private Map<String, byte[]> collect(Script script, Collection<String> keys, boolean repeatable) {
        space.ensureOpen();
        Map<String, byte[]> found = new HashMap<>();
        for (List<String> part : parts(keys)) {
            List<?> answers = (List<?>) run(script, part, List.of(), repeatable);
            for (int i = 0; i < part.size(); i++) {
                if (answers.get(i) instanceof byte[] value) {
                    found.put(part.get(i), value);
                }
            }
        }
        Map<String, byte[]> inOrder = new LinkedHashMap<>();
        for (String key : keys) {
            byte[] value = found.get(key);
            if (value != null) {
                inOrder.put(key, value);
            }
        }
        return inOrder;
    }

    @Override
    public List<Boolean> set(List<ValueWrite> writes) {
        space.ensureOpen();
        if (writes.isEmpty()) {
            return List.of();
        }
        // Only what may be repeated goes together with others: it would be repeated for all.
        boolean repeatable = writes.stream().noneMatch(write -> write.condition() == ValueWrite.Condition.IF_ABSENT);
        return Batch.results(repeatable ? writing.execute(writes) : written(writes));
    }

    private Object[] written(List<ValueWrite> writes) {
        Object[] written = new Object[writes.size()];
        Map<Integer, List<Integer>> slots = new LinkedHashMap<>();
        for (int i = 0; i < writes.size(); i++) {
            slots.computeIfAbsent(slot(writes.get(i).key()), slot -> new ArrayList<>())
                    .add(i);
        }
        for (List<Integer> slot : slots.values()) {
            for (int from = 0; from < slot.size(); from += MOST_KEYS) {
                set(writes, slot.subList(from, Math.min(slot.size(), from + MOST_KEYS)), written);
            }
        }
        return written;
    }

    private void set(List<ValueWrite> writes, List<Integer> chosen, Object[] written) {
        List<String> keys = new ArrayList<>();
        List<byte[]> args = new ArrayList<>();
        boolean repeatable = true;
        for (int i : chosen) {
            ValueWrite write = writes.get(i);
            keys.add(write.key());
            args.add(bytes(Records.ttl(write, space.clock() == null)));
            args.add(new byte[] {Records.condition(write.condition())});
            args.add(Records.value(write.value()));
            // Repeated, it would say that it was there already.
            repeatable &= write.condition() != ValueWrite.Condition.IF_ABSENT;
        }
        try {
            List<?> answers = (List<?>) run(ValueScripts.SET, keys, args, repeatable);
            for (int i = 0; i < chosen.size(); i++) {
                written[chosen.get(i)] = (Long) answers.get(i) == 1;
            }
        } catch (BackendException | IllegalStateException e) {
            chosen.forEach(i -> written[i] = e);
        }
    }

    @Override
    public int delete(Collection<String> keys) {
        space.ensureOpen();
        long deleted = 0;
        for (List<String> part : parts(keys)) {
            deleted += (Long) run(ValueScripts.DELETE, part, List.of(), false);
        }
        return Math.toIntExact(deleted);
    }

    @Override
    public List<String> scan(String pattern) {
        space.ensureOpen();
        Pattern wanted = Globs.compile(pattern);
        Set<String> found = new HashSet<>();
        byte[] prefix = space.keys().valuePrefix();
        space.link().scan(prefix, page -> {
            for (byte[] key : page) {
                String name = Names.ofKey(new String(key, prefix.length, key.length - prefix.length, ISO_8859_1));
                if (wanted.matcher(name).matches()) {
                    found.add(name);
                }
            }
        });
        return List.copyOf(existing(found)); // one whose time is over may still be there
    }

    @Override
    public long count(String pattern) {
        return scan(pattern).size();
    }

    /** {@return keys in portions of bounded size, each within a slot} */
    private List<List<String>> parts(Collection<String> keys) {
        Map<Integer, List<String>> slots = new LinkedHashMap<>();
        for (String key : new LinkedHashSet<>(keys)) {
            slots.computeIfAbsent(slot(key), slot -> new ArrayList<>()).add(key);
        }
        List<List<String>> parts = new ArrayList<>();
        for (List<String> slot : slots.values()) {
            for (int from = 0; from < slot.size(); from += MOST_KEYS) {
                parts.add(slot.subList(from, Math.min(slot.size(), from + MOST_KEYS)));
            }
        }
        return parts;
    }

    private int slot(String key) {
        return space.link().cluster() ? RedisLink.slot(space.keys().value(key)) : 0;
    }

    private Object run(Script script, List<String> keys, List<byte[]> more, boolean repeatable) {
        InstantSource clock = space.clock();
        List<byte[]> args = new ArrayList<>(1 + more.size());
        args.add(clock == null ? NOTHING : bytes(Long.toString(clock.millis())));
        args.addAll(more);
        List<byte[]> names = keys.stream().map(space.keys()::value).toList();
        return repeatable ? space.link().run(script, names, args) : space.link().runOnce(script, names, args);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** The scripts of values. */
    static final class ValueScripts {
        static final Script GET = new Script("getvalues", "time", "values");
        static final Script SET = new Script("setvalues", "time", "values");
        static final Script TAKE = new Script("takevalues", "time", "values");
        static final Script DELETE = new Script("deletevalues", "time", "values");
        static final Script EXISTING = new Script("existingvalues", "time", "values");
    }
}
