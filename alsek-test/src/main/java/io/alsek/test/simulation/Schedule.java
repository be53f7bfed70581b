package io.alsek.test.simulation;

/** How a simulation decides who goes on. */
public enum Schedule {
    /** By the seed: even ones at random, odd ones by priority. */
    MIXED,
    /** At random: from rarely switching to switching all the time, depending on the seed. */
    RANDOM,
    /**
     * By priority (PCT: "probabilistic concurrency testing"): everybody has a random priority, the highest goes on, and at
     * up to three random moments it drops to the lowest. Finds what takes a few switches at just the right moments.
     */
    PCT
}
