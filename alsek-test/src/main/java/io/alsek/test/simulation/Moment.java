package io.alsek.test.simulation;

import static io.alsek.test.simulation.Fault.BACKEND_OUTAGE;
import static io.alsek.test.simulation.Fault.CLIENT_OUTCOME_UNKNOWN;
import static io.alsek.test.simulation.Fault.CLOCK_SKEW;
import static io.alsek.test.simulation.Fault.DUPLICATE_DELIVERY;
import static io.alsek.test.simulation.Fault.HEARTBEAT_LOSS;
import static io.alsek.test.simulation.Fault.LEASE_EXPIRY;
import static io.alsek.test.simulation.Fault.NOTIFICATION_LOSS;
import static io.alsek.test.simulation.Fault.OPERATION_NOT_APPLIED;
import static io.alsek.test.simulation.Fault.OUTCOME_UNKNOWN;
import static io.alsek.test.simulation.Fault.SLOW_HANDLER;
import static io.alsek.test.simulation.Fault.SLOW_OPERATION;
import static io.alsek.test.simulation.Fault.WORKER_CRASH;
import static io.alsek.test.simulation.Fault.WORKER_PAUSE;
import static io.alsek.test.simulation.Fault.WORKER_STOP;

import java.util.Set;

/** The kinds of points at which somebody else may go on, and the faults that can strike there. */
enum Moment {
    WORKER_START(CLOCK_SKEW),
    WORKER_BEFORE_OPERATION(WORKER_CRASH, WORKER_PAUSE, OPERATION_NOT_APPLIED, SLOW_OPERATION, BACKEND_OUTAGE),
    WORKER_AFTER_OPERATION(WORKER_CRASH, WORKER_PAUSE, OUTCOME_UNKNOWN, SLOW_OPERATION),
    WORKER_CLAIMED(WORKER_CRASH, WORKER_PAUSE, DUPLICATE_DELIVERY),
    WORKER_IN_HANDLER(WORKER_CRASH, WORKER_PAUSE, WORKER_STOP, LEASE_EXPIRY, HEARTBEAT_LOSS, SLOW_HANDLER),
    CLIENT_BEFORE_OPERATION(OPERATION_NOT_APPLIED, SLOW_OPERATION, BACKEND_OUTAGE),
    CLIENT_AFTER_OPERATION(SLOW_OPERATION, CLIENT_OUTCOME_UNKNOWN),
    NOTIFICATION(NOTIFICATION_LOSS),
    /** Nothing strikes where nothing happens. */
    UNEVENTFUL;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Set<Fault> possible;

    Moment(Fault... possible) {
        this.possible = Set.of(possible);
    }

    Set<Fault> possible() {
        return possible;
    }
}
