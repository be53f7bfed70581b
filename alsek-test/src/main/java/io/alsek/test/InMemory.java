package io.alsek.test;

import io.alsek.spi.Backend;

/** Backends in memory: what a harness uses unless told otherwise. */
public final class InMemory implements BackendFactory {

    /** Made by {@link AlsekTest} and {@link AlsekBackends}. */
    public InMemory() {}

    @Override
    public Backend open(Setup setup) {
        return BackendFactory.inMemory().open(setup);
    }

    @Override
    public String toString() {
        return "memory";
    }
}
