package io.alsek.test.simulation;

/** Thrown in an actor to end it: the simulated world is over, and what its user code does now counts for nothing. */
final class Released extends Error {

    private static final long serialVersionUID = 1L;

    Released() {
        super("The simulation is over", null, false, false);
    }
}
