package io.alsek.test.simulation;

/**
 * Something that should not be.
 *
 * @param property its name; two runs fail alike if this is the same
 * @param kind whose property it is
 * @param details what was seen
 */
record Violation(String property, Kind kind, String details) {

    /** Whose property it is, and so what can be done about it. */
    enum Kind {
        /** A condition that was to hold always. */
        ALWAYS,
        /** A condition that was to hold in the end. */
        EVENTUALLY,
        /** Something that was to come out as without faults. */
        OBSERVATION,
        /** A promise of the library. */
        PROMISE,
        /** The simulation cannot go on: something in the test does what it cannot follow. */
        TEST
    }
}
