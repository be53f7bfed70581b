package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.DueSchedules;
import io.alsek.spi.Effects;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What the groups of rules about schedules share. */
abstract class ScheduleContract extends Contract {

    private final AtomicLong revisions = new AtomicLong(Long.MAX_VALUE - 1_000_000);

    private Client another;

    ScheduleContract() {}

    @BeforeEach
    void openAnother() {
        another = anotherClient();
    }

    final ScheduleStore store() {
        return schedules(client.backend);
    }

    final ScheduleStore other() {
        return schedules(another.backend);
    }

    final ScheduleStore store(int number) {
        return number % 2 == 0 ? store() : other();
    }

    final long newRevision() {
        return revisions.incrementAndGet();
    }

    /** A schedule in the making, due so many seconds from now. */
    final StoredSchedule schedule(String name, long dueInSeconds) {
        return schedule(name, now().plusSeconds(dueInSeconds));
    }

    final StoredSchedule schedule(String name, @Nullable Instant nextAt) {
        return new StoredSchedule(
                name, newRevision(), ("definition of " + name).getBytes(UTF_8), new byte[] {1, 0, 1}, nextAt, false);
    }

    /** The next state of a schedule. */
    final StoredSchedule moved(StoredSchedule old, @Nullable Instant nextAt) {
        return new StoredSchedule(old.name(), newRevision(), old.definition(), old.state(), nextAt, old.paused());
    }

    final StoredSchedule paused(StoredSchedule old, boolean paused) {
        return new StoredSchedule(old.name(), newRevision(), old.definition(), old.state(), old.nextAt(), paused);
    }

    static ScheduleWrite write(@Nullable StoredSchedule from, StoredSchedule to, Effects effects) {
        return new ScheduleWrite(from == null ? StoredSchedule.ABSENT : from.revision(), to, effects);
    }

    static boolean write(ScheduleStore store, @Nullable StoredSchedule from, StoredSchedule to) {
        return store.write(List.of(write(from, to, Effects.NONE))).get(0);
    }

    /** Adds schedules, none of which must be there. */
    final void add(StoredSchedule... schedules) {
        for (StoredSchedule each : schedules) {
            assertThat(write(store(), null, each))
                    .as("%s is added", each.name())
                    .isTrue();
        }
    }

    final List<String> namesOfDue() {
        return namesOf(other().due(100));
    }

    static List<String> namesOf(DueSchedules due) {
        return due.due().stream().map(StoredSchedule::name).toList();
    }
}
