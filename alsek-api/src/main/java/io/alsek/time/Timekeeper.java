package io.alsek.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells the time, runs things later and waits.
 *
 * <p>Everything in the library that has to do with time goes through this interface, so that a test can put a
 * virtual clock in its place and move it by hand. Instants have millisecond precision, as on the wire.
 *
 * <p>Implementations are thread-safe.
 */
public interface Timekeeper extends InstantSource, AutoCloseable {

    /**
     * Runs {@code action} once, at {@code when} or as soon as possible if that has passed.
     *
     * <p>The action runs on a thread of the timekeeper (with a virtual clock: on the thread that moves it) and must
     * not block. What it throws is logged and otherwise ignored.
     *
     * @param kind whether this is awaited work or housekeeping
     * @param label what the timer is for, in words; shown in dumps
     * @return a handle to call it off
     * @throws IllegalStateException if this timekeeper is closed
     */
    Timer at(Instant when, TimerKind kind, String label, Runnable action);

    /**
     * Does something that may block, such as talking to a backend, as soon as possible: what a timer's action must not
     * do itself. Real time has a thread for it; a virtual clock does it on the calling thread.
     *
     * @param label what it is, in words
     * @param action what it throws is logged and otherwise ignored
     */
    default void perform(String label, Runnable action) {
        action.run();
    }

    /**
     * Waits until {@code done} is complete, at most for {@code patience}.
     *
     * @param what what is being waited for, in words; used in messages
     * @return whether {@code done} completed (normally or not) in time
     * @throws InterruptedException if the calling thread is interrupted while it waits
     * @throws IllegalStateException if this timekeeper cannot wait because only the calling thread could bring the
     *     awaited thing about, as with a virtual clock
     */
    boolean await(String what, CompletableFuture<?> done, Duration patience) throws InterruptedException;

    /**
     * Makes a future that the library will complete and a caller may block on. A virtual clock makes one that knows of
     * it, such as an {@link AwaitedFuture}.
     *
     * @param what what is being waited for, in words; used in messages
     */
    default <T extends @Nullable Object> CompletableFuture<T> futureOf(String what) {
        return new CompletableFuture<>();
    }

    /** Drops all timers that have not started. Closing twice is harmless. */
    @Override
    void close();

    /** A new timekeeper on the system clock, with one daemon thread that is started when first needed. */
    static Timekeeper system() {
        return new SystemTimekeeper();
    }
}
