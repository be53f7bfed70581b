package io.alsek.memory;

import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of a namespace, as long as the backend is open. */
final class MemoryValues implements ValueStore {

    private final Lifecycle lifecycle;
    private final ValueTable table;

    MemoryValues(Lifecycle lifecycle, ValueTable table) {
        this.lifecycle = lifecycle;
        this.table = table;
    }

    @Override
    public Map<String, byte[]> get(Collection<String> keys) {
        lifecycle.ensureOpen();
        return table.get(keys);
    }

    @Override
    public Set<String> existing(Collection<String> keys) {
        lifecycle.ensureOpen();
        return table.existing(keys);
    }

    @Override
    public List<Boolean> set(List<ValueWrite> writes) {
        lifecycle.ensureOpen();
        return table.write(writes);
    }

    @Override
    public Map<String, byte[]> take(Collection<String> keys) {
        lifecycle.ensureOpen();
        return table.take(keys);
    }

    @Override
    public int delete(Collection<String> keys) {
        lifecycle.ensureOpen();
        return table.delete(keys);
    }

    @Override
    public List<String> scan(String pattern) {
        lifecycle.ensureOpen();
        return table.keys(new GlobPattern(pattern));
    }

    @Override
    public long count(String pattern) {
        return scan(pattern).size();
    }
}
