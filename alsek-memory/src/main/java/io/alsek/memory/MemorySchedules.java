package io.alsek.memory;

import io.alsek.spi.DueSchedules;
import io.alsek.spi.Page;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schedules of a namespace, as long as the backend is open. */
final class MemorySchedules implements ScheduleStore {

    private final Lifecycle lifecycle;
    private final ScheduleTable table;

    MemorySchedules(Lifecycle lifecycle, ScheduleTable table) {
        this.lifecycle = lifecycle;
        this.table = table;
    }

    @Override
    public Map<String, StoredSchedule> find(Collection<String> names) {
        lifecycle.ensureOpen();
        return table.find(names);
    }

    @Override
    public Page<StoredSchedule> browse(@Nullable String from, int limit) {
        lifecycle.ensureOpen();
        Cursor.checkLimit(limit);
        return table.browse(from, limit);
    }

    @Override
    public DueSchedules due(int limit) {
        lifecycle.ensureOpen();
        Cursor.checkLimit(limit);
        return table.due(limit);
    }

    @Override
    public List<Boolean> write(List<ScheduleWrite> writes) {
        lifecycle.ensureOpen();
        List<Boolean> written = new ArrayList<>(writes.size());
        writes.forEach(each -> written.add(table.write(each)));
        return written;
    }

    @Override
    public int remove(Collection<String> names) {
        lifecycle.ensureOpen();
        return table.remove(names);
    }

    @Override
    public Watch watch(Runnable onSooner) {
        lifecycle.ensureOpen();
        Runnable own = new Runnable() { // equal to itself only, since one may watch twice
                    @Override
                    public void run() {
                        onSooner.run();
                    }
                };
        table.watch(own);
        Runnable ending = () -> table.unwatch(own);
        lifecycle.onClose(ending);
        return () -> {
            lifecycle.forget(ending);
            ending.run();
        };
    }
}
