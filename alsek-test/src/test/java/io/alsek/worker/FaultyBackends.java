package io.alsek.worker;

import io.alsek.spi.Backend;
import io.alsek.test.BackendFactory;

/** Opens backends in memory that fail when they are told to, through {@link Faults}. */
final class FaultyBackends implements BackendFactory {

    @Override
    public Backend open(Setup setup) {
        return new Faults().around(Backend.class, BackendFactory.inMemory().open(setup));
    }
}
