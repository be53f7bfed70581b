package io.alsek.memory;

import io.alsek.spi.DueSchedules;
import io.alsek.spi.Effects;
import io.alsek.spi.Page;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedules of a namespace. Guarded by its own monitor, but for who watches. */
final class ScheduleTable {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduleTable.class);

    private final InstantSource clock;
    private final Consequences consequences;
    private final NavigableMap<String, StoredSchedule> schedules = new TreeMap<>();

    /** Those that are due at some time and not paused. */
    private final TreeSet<Due> agenda = new TreeSet<>(Due.ORDER);

    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    ScheduleTable(InstantSource clock, Consequences consequences) {
        this.clock = clock;
        this.consequences = consequences;
    }

    private record Due(long at, String name) {
        static final Comparator<Due> ORDER = Comparator.comparingLong(Due::at).thenComparing(Due::name);
    }

    /** What a write that was done has to tell. */
    private record Written(boolean anew, boolean sooner, List<Entry> born, long now) {}

    synchronized Map<String, StoredSchedule> find(Collection<String> names) {
        Map<String, StoredSchedule> found = new LinkedHashMap<>();
        for (String name : names) {
            StoredSchedule schedule = schedules.get(name);
            if (schedule != null) {
                found.put(name, schedule);
            }
        }
        return found;
    }

    synchronized Page<StoredSchedule> browse(@Nullable String from, int limit) {
        List<StoredSchedule> page = new ArrayList<>();
        for (StoredSchedule schedule : (from == null ? schedules : schedules.tailMap(from, false)).values()) {
            if (page.size() == limit) {
                return new Page<>(page, page.get(limit - 1).name());
            }
            page.add(schedule);
        }
        return new Page<>(page, null);
    }

    synchronized DueSchedules due(int limit) {
        long now = clock.millis();
        List<StoredSchedule> due = new ArrayList<>();
        Iterator<Due> entries = agenda.iterator();
        while (entries.hasNext()) {
            Due next = entries.next();
            if (next.at > now || due.size() == limit) {
                return new DueSchedules(due, Millis.orNull(next.at));
            }
            due.add(schedules.get(next.name));
        }
        return new DueSchedules(due, null);
    }

    boolean write(ScheduleWrite write) {
        Written written = writeIfExpected(write);
        if (written == null) {
            return false;
        }
        if (written.anew) {
            consequences.announce(write.effects(), written.born, written.now);
            if (written.sooner) {
                tellWatchers();
            }
        }
        return true;
    }

    private synchronized @Nullable Written writeIfExpected(ScheduleWrite write) {
        long now = clock.millis();
        StoredSchedule wanted = write.schedule();
        StoredSchedule present = schedules.get(wanted.name());
        long revision = present == null ? StoredSchedule.ABSENT : present.revision();
        if (revision == wanted.revision()) {
            return new Written(false, false, List.of(), now); // the same write, repeated
        }
        if (revision != write.expected()) {
            return null;
        }
        List<Entry> born =
                write.effects().equals(Effects.NONE) ? List.of() : consequences.enact(write.effects(), this, now);
        long first = agenda.isEmpty() ? Millis.NEVER : agenda.first().at;
        takeOff(present);
        schedules.put(wanted.name(), wanted);
        long at = Millis.orNever(wanted.nextAt());
        if (!wanted.paused() && at < Millis.NEVER) {
            agenda.add(new Due(at, wanted.name()));
        }
        return new Written(true, !wanted.paused() && at < first, born, now);
    }

    private void takeOff(@Nullable StoredSchedule schedule) {
        if (schedule != null) {
            agenda.remove(new Due(Millis.orNever(schedule.nextAt()), schedule.name()));
        }
    }

    synchronized int remove(Collection<String> names) {
        int removed = 0;
        for (String name : names) {
            StoredSchedule schedule = schedules.remove(name);
            takeOff(schedule);
            removed += schedule == null ? 0 : 1;
        }
        return removed;
    }

    /** Removes everything; returns how many there were. */
    synchronized int clear() {
        int removed = schedules.size();
        schedules.clear();
        agenda.clear();
        return removed;
    }

    void watch(Runnable onSooner) {
        watchers.add(onSooner);
    }

    void unwatch(Runnable onSooner) {
        watchers.remove(onSooner);
    }

    private void tellWatchers() {
        for (Runnable watcher : watchers) {
            try {
                watcher.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A watcher of schedules failed", e);
            }
        }
    }
}
