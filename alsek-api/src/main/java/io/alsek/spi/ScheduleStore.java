package io.alsek.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Schedules: what is to be submitted by itself, and when it is due next. The store only keeps them, and tells which are
 * due; schedulers, any number of them, read what a schedule says, compute its next instant and write it back. An
 * optional ability of a backend.
 *
 * <p><b>One writer.</b> Every write names the revision that it is based on and gives the schedule a new one, chosen at
 * random by the writer. A write that is based on anything else than what is there changes nothing. What a firing
 * submits is part of the write that moves the schedule on, so each firing is submitted exactly once, whoever dies.
 *
 * <p><b>Idempotence.</b> Repeating a write that took effect is answered as it was the first time and changes nothing,
 * as long as nobody else has written since.
 *
 * <p>Thread-safe; throws {@link BackendException} when the backend fails and {@link IllegalStateException} when it is
 * closed.
 */
public interface ScheduleStore {

    /** Looks schedules up. Those that are not there are not in the answer. */
    Map<String, StoredSchedule> find(Collection<String> names);

    /**
     * Lists the schedules in the order of their names, as {@link String#compareTo} has it.
     *
     * @param from where to begin: {@link Page#next()} of the page before, or {@code null}
     * @param limit at least 1
     */
    Page<StoredSchedule> browse(@Nullable String from, int limit);

    /**
     * Tells which schedules are due, by the backend's clock: those that are not paused, and whose instant is not after
     * now. The earliest first, and those of one instant by name.
     *
     * @param limit how many at most, at least 1
     */
    DueSchedules due(int limit);

    /**
     * Writes schedules, each atomically with its effects, and only if it is still at the revision expected.
     *
     * @return in the order of the arguments, whether it was written; or had been, by the same write before
     */
    List<Boolean> write(List<ScheduleWrite> writes);

    /** Removes schedules, whatever their revision; returns how many there were. */
    int remove(Collection<String> names);

    /**
     * Watches for schedules that are due sooner than those who asked {@link #due} may expect.
     *
     * @param onSooner the signal: called promptly once a write, by whichever process, makes a schedule due before all
     *     others, or if that may have been missed. It may be called too often, from any thread, also from within a call
     *     of this store; it must return at once and must not call back
     * @return ends the watch when closed; closing twice is harmless
     */
    Watch watch(Runnable onSooner);

    /** A watch in force. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
