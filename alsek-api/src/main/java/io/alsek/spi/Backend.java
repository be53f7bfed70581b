package io.alsek.spi;

import java.time.InstantSource;
import java.util.Optional;

/**
 * One storage system under one namespace: hands out its stores.
 *
 * <p>Two backends on the same storage with the same namespace see the same messages; with different namespaces they
 * never see each other's. The stores of one backend may be asked for any number of times and share its state.
 *
 * <p>Abilities that not every storage has are {@link Optional}. Implementations are thread-safe. Every operation of a
 * closed backend, and of its stores, throws {@link IllegalStateException}. To write your own, follow
 * {@code docs/writing-a-backend.md}, and let the contract suite of {@code alsek-test} tell you when it is done.
 */
public interface Backend extends AutoCloseable {

    /** {@return the prefix under which everything is kept} */
    String namespace();

    /**
     * The clock by which this backend judges what is due, expired or overdue, in whole milliseconds. Callers compute the
     * instants that they hand in with it, so that clocks of several machines do not matter.
     */
    InstantSource clock();

    /**
     * Whether operations make a round trip to a server. Worker pools then claim for all their idle threads at once and
     * let attempts share the calls that settle them, which costs a backend in this process more than it saves.
     *
     * @return false unless overridden
     */
    default boolean isRemote() {
        return false;
    }

    /** The queues, treated by the rules given. */
    QueueStore queues(QueuePolicy policy);

    /** {@return the dead letter queues} */
    DeadLetterStore deadLetters();

    /** {@return counts, browsing, pausing, purging} */
    QueueAdmin administration();

    /** {@return values with a time to live} */
    ValueStore values();

    /**
     * {@return publish and subscribe, if this backend can} Without it nobody can wait for a result, and a running task
     * hears only with its next heartbeat that it was revoked; publications of {@link Effects} are dropped.
     */
    Optional<EventBus> events();

    /** {@return locks and semaphores, if this backend can} */
    Optional<LockStore> locks();

    /** {@return schedules, if this backend can; unless it says so, it cannot} */
    default Optional<ScheduleStore> schedules() {
        return Optional.empty();
    }

    /**
     * Removes everything in the namespace; returns how many messages, dead letters, values, locks and schedules there
     * were.
     */
    long clear();

    /**
     * Frees what this backend holds: sessions end, waiters wake. What is stored stays stored, as far as the storage
     * outlives the process. Operations under way end with an answer or an {@link IllegalStateException}. Closing twice
     * is harmless.
     */
    @Override
    void close();
}
