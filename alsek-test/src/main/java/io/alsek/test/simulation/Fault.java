package io.alsek.test.simulation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a simulation does to the workers, the clients and the backend. Everything heals again after a while. */
public enum Fault {
    /** A worker dies at any moment: around a claim, a handler, its effect or a settlement. It starts anew later. */
    WORKER_CRASH("dies"),
    /** A worker stands still for longer than its lease, as in a long garbage collection, and then goes on. */
    WORKER_PAUSE("stands still"),
    /** A worker is stopped in good order while it is at work, as by a deployment, and starts anew later. */
    WORKER_STOP("is told to stop"),
    /** The backend takes a worker's lease away before its time. */
    LEASE_EXPIRY("loses its lease early"),
    /** A handler takes long, and the heartbeats of its worker get lost. */
    HEARTBEAT_LOSS("loses its heartbeats"),
    /** A message that one worker has claimed reaches another one, too. */
    DUPLICATE_DELIVERY("has its delivery duplicated"),
    /** The backend cannot be reached by anybody for a while. */
    BACKEND_OUTAGE("finds the backend down"),
    /** One operation of the backend fails without effect. */
    OPERATION_NOT_APPLIED("fails to reach the backend"),
    /** One operation of a worker takes effect, but its reply is lost. */
    OUTCOME_UNKNOWN("loses the reply"),
    /** An operation of the backend takes long, sometimes longer than a lease. */
    SLOW_OPERATION("waits for the backend"),
    /** A handler takes long, with heartbeats. */
    SLOW_HANDLER("takes its time"),
    /** The clock of a worker is wrong by up to a lease. */
    CLOCK_SKEW("has a wrong clock"),
    /** A worker is not told that there is something to do, or a client that something has ended. */
    NOTIFICATION_LOSS("is not told"),
    /**
     * A client's submission takes effect, but the reply is lost: it gets a {@code BackendException.OutcomeUnknown}. If it
     * lets that through, it begins anew, as a caller would. Not among the {@linkplain #standard() standard} faults,
     * because only clients that give their messages ids can bear it.
     */
    CLIENT_OUTCOME_UNKNOWN("loses the reply");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** What it does, as the rest of a sentence that begins with the worker or client. */
    String words() {
        return words;
    }

    /** {@return those that every application should bear: all but {@link #CLIENT_OUTCOME_UNKNOWN}} */
    public static Set<Fault> standard() {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(CLIENT_OUTCOME_UNKNOWN)));
    }
}
