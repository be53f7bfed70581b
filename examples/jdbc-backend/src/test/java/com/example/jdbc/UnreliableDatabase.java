package com.example.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A real database behind a network that fails when told to. */
final class UnreliableDatabase implements DataSource {

    private final DataSource database;
    private int statementsUntilCut = Integer.MAX_VALUE;
    private boolean down;
    private boolean losingReplies;

    UnreliableDatabase(DataSource database) {
        this.database = database;
    }

    void goDown() {
        down = true;
    }

    /** From now on commits are made, but nobody hears of it. */
    void loseRepliesToCommits() {
        losingReplies = true;
    }

    /** After that many more statements the connection breaks. */
    void cutAfter(int statements) {
        statementsUntilCut = statements;
    }

    void mend() {
        down = false;
        losingReplies = false;
        statementsUntilCut = Integer.MAX_VALUE;
    }

    /** Whether the connection broke since it was to be cut. */
    boolean wasCut() {
        return statementsUntilCut < 0;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (down) {
            throw new SQLException("Connection refused", "08001");
        }
        Connection connection = database.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement") && --statementsUntilCut < 0) {
                        throw new SQLException("Connection reset", "08006");
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (method.getName().equals("commit") && losingReplies) {
                            throw new SQLException("Connection reset", "08007");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

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
