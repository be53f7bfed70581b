package io.alsek.memory;

import io.alsek.memory.Stage.Plain;
import java.time.InstantSource;

/** Everything that is stored under one namespace. */
final class Namespace {

    final InstantSource clock;
    final Tokens tokens;
    final Turnstile turnstile = new Turnstile();
    final Queues queues = new Queues();
    final Watchers watchers = new Watchers();
    final Channels channels = new Channels();
    final FinishedIds finished;
    final ValueTable values;
    final LockTable locks;
    final Admission admission;
    final Consequences consequences;
    final ScheduleTable schedules;
    final Sweeper sweeper = new Sweeper(this);

    Namespace(InstantSource clock, Tokens tokens, int rememberedIds) {
        this.clock = clock;
        this.tokens = tokens;
        this.finished = new FinishedIds(rememberedIds);
        this.values = new ValueTable(clock);
        this.locks = new LockTable(clock);
        this.admission = new Admission(queues, turnstile, finished);
        this.consequences = new Consequences(admission, values, locks, channels, watchers);
        this.schedules = new ScheduleTable(clock, consequences);
    }

    /** Removes everything; returns how many messages, dead letters, values, locks and schedules there were. */
    long clear() {
        queues.graveyard.expire(clock.millis());
        long removed = 0;
        for (MemoryQueue queue : queues.all()) {
            queue.setPaused(false);
            for (Entry entry : queue.entries()) {
                entry.awaitBirth();
                synchronized (entry) {
                    if (entry.stage != Plain.GONE) {
                        entry.vanish();
                        removed++;
                    }
                }
            }
        }
        queues.graveyard.report();
        queues.tidy();
        finished.clear();
        return removed + values.clear() + locks.clear() + schedules.clear();
    }
}
