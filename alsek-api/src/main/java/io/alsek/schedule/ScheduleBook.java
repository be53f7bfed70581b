package io.alsek.schedule;

import io.alsek.broker.Broker;
import io.alsek.spi.BackendException;
import io.alsek.spi.Effects;
import io.alsek.spi.Page;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads schedules and changes them, each change based on what is there. Thread-safe. */
final class ScheduleBook {

    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private static final int PAGE = 500;

    private final Broker broker;

    ScheduleBook(Broker broker) {
        this.broker = broker;
    }

    ScheduleStore store() {
        return broker.backend()
                .schedules()
                .orElseThrow(() ->
                        new IllegalStateException(broker.backend() + " cannot keep schedules; use a backend that can"));
    }

    long newRevision() {
        long revision = broker.environment().random().nextLong();
        return revision == StoredSchedule.ABSENT ? 1 : revision;
    }

    Optional<Schedule> find(String name) {
        return Optional.ofNullable(store().find(List.of(name)).get(name)).map(Schedule::of);
    }

    List<Schedule> list() {
        List<Schedule> all = new ArrayList<>();
        @Nullable String from = null;
        do {
            Page<StoredSchedule> page = store().browse(from, PAGE);
            page.elements().forEach(stored -> all.add(Schedule.of(stored)));
            from = page.next();
        } while (from != null);
        return all;
    }

    /** Writes, and once more if the outcome is unknown: a write that took effect is answered as it was. */
    List<Boolean> write(List<ScheduleWrite> writes) {
        if (writes.isEmpty()) {
            return List.of();
        }
        try {
            return store().write(writes);
        } catch (BackendException.OutcomeUnknown e) {
            return store().write(writes);
        }
    }

    /**
     * Adds a schedule, or brings the one of its name to this definition.
     *
     * @param firstIds of the first run's message and of what follows after it, given its instant
     * @return what is there then
     * @throws IllegalArgumentException if it would never run
     */
    Schedule reconcile(String name, Definition definition, Function<Instant, List<String>> firstIds) {
        while (true) {
            StoredSchedule present = store().find(List.of(name)).get(name);
            if (present != null && Arrays.equals(present.definition(), definition.encode())) {
                return Schedule.of(present);
            }
            StoredSchedule wanted = present == null ? added(name, definition, firstIds) : changed(present, definition);
            long expected = present == null ? StoredSchedule.ABSENT : present.revision();
            if (write(List.of(new ScheduleWrite(expected, wanted, Effects.NONE)))
                    .get(0)) {
                if (present != null) {
                    LOG.info(
                            "The schedule \"{}\" was defined otherwise before; from now on: {}",
                            name,
                            definition.trigger());
                }
                return Schedule.of(wanted);
            }
        }
    }

    private StoredSchedule added(String name, Definition definition, Function<Instant, List<String>> firstIds) {
        Instant now = broker.now();
        Instant first = first(name, definition, now, now);
        Progress progress = new Progress(firstIds.apply(first), now, first, null, 0);
        return Schedule.stored(name, newRevision(), definition, progress, false);
    }

    /** What has run has run: the new definition counts from now on. */
    private StoredSchedule changed(StoredSchedule present, Definition definition) {
        Progress old = Progress.decode(present.name(), present.state());
        Instant now = broker.now();
        Instant last = old.last();
        Instant after = last != null && last.isAfter(now) ? last : now;
        Instant next = first(present.name(), definition, old.since(), after);
        return Schedule.stored(present.name(), newRevision(), definition, old.waitingFor(next), present.paused());
    }

    private static Instant first(String name, Definition definition, Instant since, Instant after) {
        // A single instant that is now is not past yet.
        Instant from = definition.trigger() instanceof Once ? after.minusMillis(1) : after;
        return Schedule.timetable(name, definition, since)
                .nextAfter(from)
                .orElseThrow(() -> new IllegalArgumentException("The schedule \"" + name + "\" would never run: "
                        + definition.trigger() + " has no instant after " + after
                        + (definition.start() == null ? "" : ", from " + definition.start())
                        + (definition.end() == null ? "" : ", up to " + definition.end())
                        + ". Choose a later one, or submit the task without a trigger"));
    }

    /** Pauses or resumes; returns whether that changed anything. */
    boolean setPaused(String name, boolean paused) {
        while (true) {
            Schedule present = require(name);
            if (present.isPaused() == paused) {
                return false;
            }
            Progress progress = paused ? present.progress() : resumed(present);
            StoredSchedule wanted = present.with(newRevision(), progress, paused);
            if (write(List.of(new ScheduleWrite(present.revision(), wanted, Effects.NONE)))
                    .get(0)) {
                return true;
            }
        }
    }

    /** What would have run during the pause is left out. */
    private Progress resumed(Schedule present) {
        Instant next = present.progress().next();
        Instant now = broker.now();
        if (next == null || next.isAfter(now)) {
            return present.progress();
        }
        return present.progress().waitingFor(present.timetable().nextAfter(now).orElse(null));
    }

    void clear(String name) {
        if (store().remove(List.of(name)) == 0) {
            throw notThere(name);
        }
    }

    Schedule require(String name) {
        return find(name).orElseThrow(() -> notThere(name));
    }

    private static NoSuchElementException notThere(String name) {
        return new NoSuchElementException("There is no schedule \"" + name + "\"; list() tells those that there are");
    }
}
