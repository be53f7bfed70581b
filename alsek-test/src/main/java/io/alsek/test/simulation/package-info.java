/**
 * A simulator: the engine under a seeded scheduler and seeded faults, so that a test can say what holds whatever happens.
 * Start at {@link io.alsek.test.simulation.SimulationTest}.
 */
@NullMarked
package io.alsek.test.simulation;

import org.jspecify.annotations.NullMarked;
