package com.example.jdbc;

import io.alsek.spi.Backend;
import io.alsek.test.contract.BackendUnderTest;
import io.alsek.test.contract.OtherProcess;
import io.alsek.test.contract.Wire;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** What the contract has to know. All rules use one database; signals stay within each. */
final class DatabaseUnderTest implements BackendUnderTest {

    private final String url;
    private final DataSource database;
    private final JdbcStorage storage;

    DatabaseUnderTest(String url, DataSource database) {
        this.url = url;
        this.database = database;
        storage = JdbcStorage.ofThisProcess(database);
    }

    /** In another process, which finds the address where {@link #otherProcess} has put it. */
    DatabaseUnderTest() {
        this(System.getProperty("jdbc.url"), Database.open());
    }

    @Override
    public Backend open(String namespace, InstantSource clock) {
        return new JdbcBackend(
                storage, namespace, clock, () -> UUID.randomUUID().toString());
    }

    @Override
    public Optional<Wire> wire() {
        return Optional.of(new CuttableDatabase(database, storage));
    }

    @Override
    public Optional<OtherProcess> otherProcess() {
        return Optional.of(new OtherProcess(DatabaseUnderTest.class, Map.of("jdbc.url", url)));
    }
}
