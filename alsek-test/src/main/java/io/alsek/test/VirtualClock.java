package io.alsek.test;

import io.alsek.time.AwaitedFuture;
import io.alsek.time.Timekeeper;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until somebody moves it, and the timers that go by it.
 *
 * <p>Clock and timers are one object, so that none can run at the wrong time: while the clock moves, every timer that
 * falls due runs at its own instant, on the thread that moves the clock. Timers of one instant run in the order in
 * which they were set.
 *
 * <p>Give it to the code under test as its {@link Clock}. Thread-safe; starts at {@link #START}, in UTC, and goes in
 * whole milliseconds.
 */
public final class VirtualClock extends Clock implements Timekeeper {

    /** Where a clock starts unless told otherwise: far from any daylight saving change, and never "now". */
    public static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    /** Timers that set timers for the same instant come to an end before this many, unless they never do. */
    private static final int MOST_TIMERS_PER_INSTANT = 100_000;

    private static final System.Logger LOG = System.getLogger(VirtualClock.class.getName());

    private final Object lock = new Object();

    /** Guarded by {@link #lock}. */
    private final TreeSet<Entry> timers = new TreeSet<>(Entry.ORDER);

    /** Guarded by {@link #lock}; only ever grows. */
    private Instant now;

    /** Guarded by {@link #lock}. */
    private long timersSet;

    /** Guarded by {@link #lock}; once true, never false again. */
    private boolean closed;

    /** Who made the clock, or moved it last: who waits for others on this thread waits for ever. */
    private volatile Thread mover = Thread.currentThread();

    /** A clock that stands at {@link #START}. */
    public VirtualClock() {
        this(START);
    }

    /** A clock that stands at {@code start}. */
    public VirtualClock(Instant start) {
        now = start.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A timer that has not run yet.
     *
     * @param at when it is due
     * @param kind whether something waits for it, or it is housekeeping
     * @param label what it is for
     */
    public record PendingTimer(Instant at, TimerKind kind, String label) {}

    private record Entry(Instant at, long order, TimerKind kind, String label, Runnable action) {

        private static final Comparator<Entry> ORDER =
                Comparator.comparing(Entry::at).thenComparingLong(Entry::order);
    }

    @Override
    public Instant instant() {
        synchronized (lock) {
            return now;
        }
    }

    @Override
    public long millis() {
        return instant().toEpochMilli();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** This clock, seen from another zone: it moves with this one. */
    @Override
    public Clock withZone(ZoneId zone) {
        return new ZonedView(this, zone);
    }

    /** Moves the clock on. Everything that falls due on the way, the end included, runs at its own instant. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time does not go back: cannot advance by " + duration);
        }
        if (duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("The clock goes in whole milliseconds; cannot advance by " + duration);
        }
        advanceTo(instant().plus(duration));
    }

    /**
     * Moves the clock on to an instant. Everything that falls due on the way, the end included, runs at its own
     * instant.
     *
     * @throws IllegalArgumentException if the clock is past that instant already
     */
    public void advanceTo(Instant target) {
        advanceTo(target, () -> false);
    }

    /** The same, but stops at the instant of the first timer after which {@code enough} holds. */
    void advanceTo(Instant target, BooleanSupplier enough) {
        mover = Thread.currentThread();
        if (target.isBefore(instant())) {
            throw new IllegalArgumentException(
                    "Time does not go back: cannot advance to " + target + ", because it is " + instant());
        }
        int atThisInstant = 0;
        Entry due = next(target);
        while (due != null) {
            run(due);
            if (enough.getAsBoolean()) {
                return;
            }
            Entry following = next(target);
            atThisInstant = following != null && !following.at().isAfter(due.at()) ? atThisInstant + 1 : 0;
            if (atThisInstant > MOST_TIMERS_PER_INSTANT) {
                throw new IllegalStateException("The timer \"" + due.label() + "\" never comes to an end at " + due.at()
                        + ": timers keep setting timers that are due at once");
            }
            due = following;
        }
        synchronized (lock) {
            if (target.isAfter(now)) { // a timer may have moved the clock itself
                now = target;
            }
        }
    }

    /** Takes the first timer that is due by {@code target}, and moves the clock to it. */
    private @Nullable Entry next(Instant target) {
        synchronized (lock) {
            if (timers.isEmpty() || timers.first().at().isAfter(target)) {
                return null;
            }
            Entry due = timers.first();
            timers.remove(due);
            if (due.at().isAfter(now)) {
                now = due.at();
            }
            return due;
        }
    }

    private static void run(Entry due) {
        try {
            due.action().run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The timer \"" + due.label() + "\" failed", e);
        }
    }

    @Override
    public Timer at(Instant when, TimerKind kind, String label, Runnable action) {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("The clock is closed; cannot set the timer \"" + label + "\"");
            }
            Entry entry = new Entry(when, timersSet++, kind, label, action);
            timers.add(entry);
            return () -> cancel(entry);
        }
    }

    private void cancel(Entry entry) {
        synchronized (lock) {
            timers.remove(entry);
        }
    }

    /** {@return the timers that have not run yet, the next one first} */
    public List<PendingTimer> timers() {
        synchronized (lock) {
            List<PendingTimer> pending = new ArrayList<>();
            timers.forEach(entry -> pending.add(new PendingTimer(entry.at(), entry.kind(), entry.label())));
            return pending;
        }
    }

    /** {@return when the next timer is due, of whichever kind} */
    public Optional<Instant> nextTimer() {
        synchronized (lock) {
            return timers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(timers.first().at());
        }
    }

    /** {@return when the next timer is due that somebody waits for; heartbeats and the like do not count} */
    public Optional<Instant> nextForegroundTimer() {
        synchronized (lock) {
            return timers.stream()
                    .filter(entry -> entry.kind() == TimerKind.FOREGROUND)
                    .map(Entry::at)
                    .findFirst();
        }
    }

    /**
     * Answers at once, since this clock does not move while its caller waits.
     *
     * @throws IllegalStateException if the awaited thing is not done yet
     */
    @Override
    public boolean await(String what, CompletableFuture<?> done, Duration patience) {
        if (done.isDone()) {
            return true;
        }
        if (patience.isNegative() || patience.isZero()) {
            return false;
        }
        throw new IllegalStateException("Waiting for " + what + " would never end: the clock is virtual and stands at "
                + instant() + ", and nothing runs until the test says so. First call harness.drain() to run what is"
                + " due, or harness.advance(…) or harness.runUntilIdle() for what is due later. (A handler can do neither:"
                + " it should not wait for another task, but let that follow it, by a chain or a callback)");
    }

    /** The future refuses, likewise, to let the thread block that should move the clock; others may. */
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> futureOf(String what) {
        return new AwaitedFuture<>(
                (future, patience) -> !Thread.currentThread().equals(mover) || await(what, future, patience));
    }

    /** Drops all timers; the clock itself can still be read and moved. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            timers.clear();
        }
    }

    @Override
    public String toString() {
        return "VirtualClock[" + instant() + "]";
    }

    /** The same clock in another zone. */
    private static final class ZonedView extends Clock {

        private final VirtualClock clock;
        private final ZoneId zone;

        ZonedView(VirtualClock clock, ZoneId zone) {
            this.clock = clock;
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new ZonedView(clock, other);
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }
    }
}
