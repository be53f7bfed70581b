package io.alsek.test.simulation;

import java.util.Map;

/**
 * What was seen in a simulation in which all was well.
 *
 * @param name its name
 * @param seeds how many seeds were tried
 * @param steps how many steps were taken in all their runs
 * @param strikes how often each fault struck
 * @param traceHash a number that stands for all that happened: the same on every machine and Java version, as long as
 *     neither the test nor the library changes
 */
public record SimulationReport(String name, int seeds, long steps, Map<Fault, Long> strikes, long traceHash) {

    /** Copies the map. */
    public SimulationReport {
        strikes = Map.copyOf(strikes);
    }

    /** {@return how often anything went wrong} */
    public long faults() {
        return strikes.values().stream().mapToLong(Long::longValue).sum();
    }
}
