package io.alsek.test.contract;

import io.alsek.spi.Backend;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the contract has to know about the storage that it examines. One instance serves one test: all backends that it
 * opens keep what they store in the same place.
 *
 * <p>The contract runs in virtual time. A backend must judge everything by the clock that it is handed, and not by
 * that of the machine or of a server; nothing in the contract sleeps.
 *
 * <p>Each test uses namespaces of its own and clears them in the end, so one server can serve many tests at a time.
 */
@FunctionalInterface
public interface BackendUnderTest extends AutoCloseable {

    /** An ability that a backend may lack. */
    enum Ability {
        /** {@link Backend#events()}. */
        EVENTS,
        /** {@link Backend#locks()}. */
        LOCKS,
        /** {@link Backend#schedules()}. */
        SCHEDULES
    }

    /**
     * Opens another client of this storage. Called several times in a test, also with the same namespace.
     *
     * @param namespace where the client keeps everything
     * @param clock what it takes for the present
     */
    Backend open(String namespace, InstantSource clock);

    /**
     * Lets time pass. To be overridden only by a backend that needs to be told, say because its server keeps a clock of
     * its own.
     *
     * @param clock the clock that was handed to {@link #open}; it must have moved when this returns
     */
    default void advance(MovableClock clock, Duration by) {
        clock.advance(by);
    }

    /**
     * {@return whether time stands still unless {@link #advance} moves it, as it should} Where it does not, since a
     * server goes by its own clock, the rules that compare instants to the millisecond are skipped. Such a storage may
     * also wait in {@link #advance}, and abort the rule if that would take too long.
     */
    default boolean timeStandsStill() {
        return true;
    }

    /**
     * {@return which optional abilities the backend means to have} The rules for the others are reported as skipped,
     * and one rule checks that they are absent indeed.
     */
    default Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    /**
     * Another way to this storage, by a connection that can be cut. Without it the rules about cuts are reported as
     * skipped; a backend that lives in the process has none. Asked for once by each of those rules, which closes it.
     */
    default Optional<Wire> wire() {
        return Optional.empty();
    }

    /**
     * How other processes reach this storage, so that they can be killed while they work on it. Absent, if what is
     * stored does not outlive this process: then the rules about killed processes are reported as skipped, and one
     * looks whether two storages have nothing in common.
     */
    default Optional<OtherProcess> otherProcess() {
        return Optional.empty();
    }

    /**
     * {@return how long a signal or a note may take to arrive} Zero, if it arrives before the call that caused it
     * returns. Only a backend that breaks a rule makes anybody wait for so long.
     */
    default Duration patience() {
        return Duration.ofSeconds(10);
    }

    /**
     * {@return the rules of level SHOULD that the backend does not mean to keep: their ids, each with the reason} They
     * are tried all the same; a breach is reported as skipped, with the reason. Other rules cannot be waived.
     */
    default Map<String, String> waived() {
        return Map.of();
    }

    /** Frees what this instance holds. Called after each test, when its backends are closed. */
    @Override
    default void close() {}
}
