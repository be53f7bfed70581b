package com.example.jdbc;

import io.alsek.spi.Backend;
import io.alsek.test.contract.Wire;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A real database behind connections that break at an exact request: when they do, the database rolls back what they had
 * begun, as it does for a client that is gone. Requests are statements and commits.
 */
final class CuttableDatabase implements DataSource, Wire {

    private static final Set<String> REQUESTS = Set.of("executeQuery", "executeUpdate", "commit");

    private final DataSource database;
    private final JdbcStorage storage;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private int requests;
    private int cutAt;
    private Point point = Point.BEFORE;
    private Length length = Length.BRIEF;
    private boolean down;

    /** Clients of this wire and of {@code neighbours} hear each other. */
    CuttableDatabase(DataSource database, JdbcStorage neighbours) {
        this.database = database;
        storage = neighbours.through(this).lookingAgainAfter(Duration.ofMillis(20));
    }

    @Override
    public Backend open(String namespace, InstantSource clock) {
        return new JdbcBackend(
                storage, namespace, clock, () -> UUID.randomUUID().toString());
    }

    @Override
    public synchronized void watch() {
        cutAt(0, Point.BEFORE, Length.BRIEF);
    }

    @Override
    public synchronized int requests() {
        return requests;
    }

    @Override
    public synchronized void cutAt(int request, Point where, Length howLong) {
        requests = 0;
        cutAt = request;
        point = where;
        length = howLong;
    }

    @Override
    public void cutAll() {
        lines.forEach(Line::cut);
    }

    @Override
    public synchronized void mend() {
        cutAt = 0;
        down = false;
    }

    @Override
    public void close() {
        storage.close();
    }

    /** Whether the request that is made now is the one at which the wire is cut. */
    private synchronized boolean strikes() {
        boolean strikes = ++requests == cutAt;
        down |= strikes && length == Length.LASTING;
        return strikes;
    }

    private synchronized boolean isDown() {
        return down;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (isDown()) {
            throw new SQLException("Connection refused", "08001");
        }
        return new Line(database.getConnection()).connection();
    }

    /** One connection. */
    private final class Line {

        private final Connection database;
        private volatile boolean cut;

        Line(Connection database) {
            this.database = database;
        }

        Connection connection() {
            lines.add(this);
            return proxy(Connection.class, database);
        }

        private <T> T proxy(Class<T> type, T target) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        Object result = REQUESTS.contains(method.getName())
                                ? request(target, method, arguments)
                                : call(target, method, arguments);
                        return result instanceof PreparedStatement statement
                                ? proxy(PreparedStatement.class, statement)
                                : result;
                    }));
        }

        private Object request(Object target, Method method, Object[] arguments) throws Throwable {
            boolean strikes = strikes();
            Object result = strikes && point == Point.BEFORE ? null : call(target, method, arguments);
            if (strikes) {
                cut();
                throw reset();
            }
            return result;
        }

        private Object call(Object target, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("close") && target == database) {
                lines.remove(this);
            } else if (cut) {
                throw reset();
            }
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        /** The database ends what its client cannot end any more. */
        void cut() {
            cut = true;
            try {
                database.rollback();
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot roll back", e);
            }
        }

        private SQLException reset() {
            return new SQLException("Connection reset", "08006");
        }
    }

    // ------------------------------------------------------------------------- what the backend does not ask for

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return database.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        database.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        database.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return database.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}
