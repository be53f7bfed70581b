package io.alsek.test.simulation;

import org.jspecify.annotations.Nullable;

/** A simulation has found something that should not be. The message tells what, when, why, and how to see it again. */
public final class SimulationFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final String property;
    private final long seed;
    private final int faults;

    SimulationFailure(String report, String property, long seed, int faults, @Nullable Throwable cause) {
        super(report, cause);
        this.property = property;
        this.seed = seed;
        this.faults = faults;
    }

    /** {@return the name of the property that was violated} */
    public String property() {
        return property;
    }

    /** {@return the seed with which it was} */
    public long seed() {
        return seed;
    }

    /** {@return how many faults it takes, after shrinking} */
    public int faults() {
        return faults;
    }
}
