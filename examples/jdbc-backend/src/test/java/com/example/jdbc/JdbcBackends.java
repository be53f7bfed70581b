package com.example.jdbc;

import io.alsek.spi.Backend;
import io.alsek.test.BackendFactory;
import java.util.HexFormat;

/** Hands the backend to harness and simulator. */
final class JdbcBackends {

    private JdbcBackends() {}

    /** For a harness, which has a namespace of its own. Tokens come from its numbers, so that runs repeat exactly. */
    static BackendFactory on(JdbcStorage storage) {
        return setup -> new JdbcBackend(
                storage,
                setup.namespace(),
                setup.clock(),
                () -> HexFormat.of().toHexDigits(setup.random().nextLong()));
    }

    /** For a simulation, in which all worlds have the same namespace, and each begins empty. */
    static BackendFactory emptied(JdbcStorage storage) {
        return setup -> {
            Backend backend = on(storage).open(setup);
            backend.clear();
            return backend;
        };
    }
}
