package com.example.jdbc;

import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** Databases for tests. */
final class Database {

    private Database() {}

    /** An empty database in memory, as long as somebody uses it or not. */
    static DataSource inMemory() {
        return pool("jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=PostgreSQL;DB_CLOSE_DELAY=-1");
    }

    static JdbcStorage storageInMemory() {
        try {
            return JdbcStorage.ofThisProcess(inMemory()).createTables();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DataSource pool(String url) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
        pool.setMaxConnections(64);
        return pool;
    }
}
