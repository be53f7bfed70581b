package io.alsek.test;

import io.alsek.memory.MemoryBackend;
import io.alsek.spi.Backend;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Opens the backend of a harness. A new one for each test, so that no test sees the messages of another. */
@FunctionalInterface
public interface BackendFactory {

    /** Opens a backend that the harness closes. */
    Backend open(Setup setup);

    /**
     * What the harness wants of its backend.
     *
     * @param namespace different for every harness, which clears it in the end; the same for all worlds of a simulation,
     *     each of which needs an empty backend, so where the storage is shared, make it unique
     * @param clock the clock to go by
     * @param random where to take lease tokens from, so that runs repeat exactly
     */
    record Setup(String namespace, InstantSource clock, RandomGenerator random) {}

    /** Backends in memory. */
    static BackendFactory inMemory() {
        return setup -> MemoryBackend.builder()
                .namespace(setup.namespace())
                .clock(setup.clock())
                .random(setup.random())
                .build();
    }
}
