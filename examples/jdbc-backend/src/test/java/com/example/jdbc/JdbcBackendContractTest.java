package com.example.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import java.sql.SQLException;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** All rules that a backend must keep. */
class JdbcBackendContractTest extends BackendContract {

    private static HikariDataSource database;
    private static Server server;
    private static String url;

    /** For other processes, the database in the memory of this one is served on a free port of this host. */
    @BeforeAll
    static void openDatabase() throws SQLException {
        database = Database.open();
        Database.withTables(JdbcStorage.ofThisProcess(database));
        url = database.getJdbcUrl();
        if (url.startsWith("jdbc:h2:mem:")) {
            server = Server.createTcpServer("-tcpPort", "0").start();
            url = url.replace("jdbc:h2:", "jdbc:h2:tcp://localhost:" + server.getPort() + "/");
        }
    }

    @AfterAll
    static void closeDatabase() {
        if (server != null) {
            server.stop();
        }
        database.close();
    }

    @Override
    protected BackendUnderTest backendUnderTest() {
        return new DatabaseUnderTest(url, database);
    }
}
