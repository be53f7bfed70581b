package io.alsek.test.simulation;

/** Says what a simulated world is made of, and what must hold in it. Called anew for every run. */
@FunctionalInterface
public interface SimulationBody {

    /**
     * Defines tasks, clients and properties. All state must be made in here, so that every run begins with its own.
     *
     * @throws RuntimeException what is thrown here is thrown by the simulation
     */
    void define(Simulation simulation);
}
