package com.example.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;

/** Databases for tests: H2 as PostgreSQL, or PostgreSQL itself if the property {@code jdbc.url} says where it is. */
final class Database {

    private static final String LIKE_POSTGRESQL = ";MODE=PostgreSQL";
    private static final String URL = System.getProperty("jdbc.url");

    private Database() {}

    /** A database, without tables if it is new. Tests that may meet on one server use namespaces of their own. */
    static HikariDataSource open() {
        return pool(URL != null ? URL : "jdbc:h2:mem:" + UUID.randomUUID() + LIKE_POSTGRESQL + ";DB_CLOSE_DELAY=-1");
    }

    /** A database in a file, which is closed with its last connection, and there again with the next one. */
    static HikariDataSource inFile(Path file) {
        return pool("jdbc:h2:file:" + file.toAbsolutePath() + LIKE_POSTGRESQL);
    }

    /** A database with its tables. */
    static JdbcStorage storage() {
        return withTables(JdbcStorage.ofThisProcess(open()));
    }

    static JdbcStorage withTables(JdbcStorage storage) {
        try {
            return storage.createTables();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create the tables", e);
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
