package io.alsek.schedule;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.SplitMix64;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.DueSchedules;
import io.alsek.spi.Page;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import io.alsek.test.VirtualClock;
import io.alsek.time.Timekeeper;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Processes with schedulers, on one storage and one virtual clock, that can be struck when they write. */
final class SchedulerRig {

    final VirtualClock clock = new VirtualClock();
    private final MemoryBackend storage =
            MemoryBackend.builder().clock(clock).random(new SplitMix64(1)).build();
    private int processes;

    /** What can happen to a write. */
    enum Blow {
        NONE,
        /** The process dies before the write. */
        DEATH_BEFORE,
        /** The process dies when it has written. */
        DEATH_AFTER,
        /** The request does not arrive. */
        REFUSED,
        /** The request is lost, but the process cannot know that. */
        REQUEST_LOST,
        /** The reply is lost. */
        REPLY_LOST
    }

    /** Decides what happens to the next write. */
    interface Fate {
        Blow next();
    }

    /** The backend as it is, without anybody in between. */
    Backend backend() {
        return storage;
    }

    Host process(Fate fate) {
        return new Host(fate);
    }

    /** A process of its own. */
    final class Host {

        private final Fate fate;
        private boolean dead;
        final Alsek alsek;

        private Host(Fate fate) {
            this.fate = fate;
            alsek = Alsek.builder(backend())
                    .timekeeper(new Shared(clock))
                    .random(new SplitMix64(++processes))
                    .chores(chore -> {
                        if (!dead) {
                            try {
                                chore.run();
                            } catch (Death e) {
                                dead = true;
                            }
                        }
                    })
                    .leaveBackendOpen()
                    .build();
        }

        boolean isDead() {
            return dead;
        }

        /** Everything as in the storage, but for the schedules. */
        @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
        private Backend backend() {
            return (Backend) Proxy.newProxyInstance(
                    SchedulerRig.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("schedules")) {
                            return storage.schedules().map(store -> new Struck(store, this));
                        }
                        if (method.getName().equals("equals")) {
                            return proxy == arguments[0];
                        }
                        try {
                            return method.invoke(storage, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private record Struck(ScheduleStore real, Host process) implements ScheduleStore {

        @Override
        public List<Boolean> write(List<ScheduleWrite> writes) {
            Blow blow = process.fate.next();
            switch (blow) {
                case DEATH_BEFORE -> throw new Death();
                case REFUSED -> throw new BackendException.NotApplied("refused", null);
                case REQUEST_LOST -> throw new BackendException.OutcomeUnknown("lost", null);
                default -> {}
            }
            List<Boolean> written = real.write(writes);
            switch (blow) {
                case DEATH_AFTER -> throw new Death();
                case REPLY_LOST -> throw new BackendException.OutcomeUnknown("lost", null);
                default -> {}
            }
            return written;
        }

        @Override
        public Map<String, StoredSchedule> find(Collection<String> names) {
            return real.find(names);
        }

        @Override
        public Page<StoredSchedule> browse(@Nullable String from, int limit) {
            return real.browse(from, limit);
        }

        @Override
        public DueSchedules due(int limit) {
            return real.due(limit);
        }

        @Override
        public int remove(Collection<String> names) {
            return real.remove(names);
        }

        @Override
        public Watch watch(Runnable onSooner) {
            return real.watch(onSooner);
        }
    }

    /** The clock, which stays open when a process ends. */
    private record Shared(VirtualClock clock) implements Timekeeper {

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public Timer at(Instant when, TimerKind kind, String label, Runnable action) {
            return clock.at(when, kind, label, action);
        }

        @Override
        public boolean await(String what, CompletableFuture<?> done, Duration patience) {
            return clock.await(what, done, patience);
        }

        @Override
        public void close() {}
    }
}
