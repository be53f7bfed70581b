package io.alsek.test.simulation;

import io.alsek.Alsek;

/** What a simulated client does. */
@FunctionalInterface
public interface ClientScript {

    /**
     * Acts as a client.
     *
     * @param alsek the client's own
     * @throws Exception whatever is thrown fails the simulation, but for a {@code BackendException}, after which the
     *     client begins anew
     */
    void run(Alsek alsek) throws Exception;
}
