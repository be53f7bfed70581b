package com.example.jdbc;

import io.alsek.test.BackendFactory;
import java.util.HexFormat;
import java.util.UUID;

/** Hands the backend to harness and simulator. */
final class JdbcBackends {

    private JdbcBackends() {}

    /**
     * Each harness, and each world of a simulation, wants an empty backend, and so gets a namespace of its own. Lease tokens
     * come from their random numbers, so that runs repeat exactly.
     */
    static BackendFactory on(JdbcStorage storage) {
        return setup -> new JdbcBackend(
                storage,
                setup.namespace() + "-" + UUID.randomUUID(),
                setup.clock(),
                () -> HexFormat.of().toHexDigits(setup.random().nextLong()));
    }
}
