package com.example.jdbc;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** Databases for tests: H2 as PostgreSQL. */
final class Database {

    private static final String LIKE_POSTGRESQL = ";MODE=PostgreSQL;DB_CLOSE_DELAY=-1";

    private Database() {}

    /** A new database in memory. */
    static DataSource inMemory() {
        return pool("jdbc:h2:mem:" + UUID.randomUUID() + LIKE_POSTGRESQL);
    }

    /** A database in a file, which is there again when it was shut down. */
    static JdbcConnectionPool inFile(Path file) {
        return pool("jdbc:h2:file:" + file.toAbsolutePath() + LIKE_POSTGRESQL);
    }

    /** A new database in memory that nobody else uses, with its tables. */
    static JdbcStorage storage() {
        return withTables(JdbcStorage.ofThisProcess(inMemory()));
    }

    static JdbcStorage withTables(JdbcStorage storage) {
        try {
            return storage.createTables();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the tables", e);
        }
    }

    private static JdbcConnectionPool pool(String url) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
        pool.setMaxConnections(64);
        return pool;
    }
}
