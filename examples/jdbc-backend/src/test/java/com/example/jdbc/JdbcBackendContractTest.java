package com.example.jdbc;

import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import java.util.UUID;

/** All rules that a backend must keep. They share one database, each with namespaces of its own. */
class JdbcBackendContractTest extends BackendContract {

    private static final JdbcStorage STORAGE = Database.storage();

    @Override
    protected BackendUnderTest backendUnderTest() {
        return (namespace, clock) -> new JdbcBackend(
                STORAGE, namespace, clock, () -> UUID.randomUUID().toString());
    }
}
