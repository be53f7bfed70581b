package io.alsek.worker;

import java.time.Duration;

/**
 * A worker and the threads that turn its crank. Runs only the tasks that it was given; messages of other tasks stay
 * where they are. Never claims more than it has free slots, so that a slot that frees takes what is first then.
 *
 * <p>Thread-safe. A pool is started once and stopped once.
 */
public interface WorkerPool extends AutoCloseable {

    /** How long {@link #close()} lets work finish on its own. */
    Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /** {@return its name} */
    String name();

    /** {@return how many attempts it runs at once, at most} */
    int size();

    /** {@return how many attempts it runs now} */
    int running();

    /**
     * Begins to work.
     *
     * @return this pool
     * @throws IllegalStateException if it was started before
     */
    WorkerPool start();

    /**
     * Works until somebody stops it: starts, stops gracefully when the JVM is told to end (SIGTERM, SIGINT), and lends
     * the calling thread to messages that must run in the pool's main thread. Told a second time, the JVM ends at once,
     * without further hooks; messages that ran return when their leases run out. (It listens to signals while it runs,
     * and passes on what others heard before. Java started with {@code -Xrs} hears none.)
     *
     * @throws InterruptedException if the calling thread is interrupted; the pool is stopped then
     */
    void run() throws InterruptedException;

    /**
     * Stops in this order: claim nothing more; let what runs finish, for {@code patience}; interrupt what still runs;
     * give back, without counting an attempt, what does not obey; end the heartbeats. Stopping twice is harmless; the
     * second caller waits for the first.
     *
     * @return whether everything finished on its own
     */
    boolean stop(Duration patience);

    /** Stops with {@link #DEFAULT_PATIENCE}. */
    @Override
    default void close() {
        stop(DEFAULT_PATIENCE);
    }
}
