package io.alsek.redis;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;

/** Makes the clients of Jedis, with finite timeouts everywhere. */
final class Clients {

    /** Calls are bundled, so few connections carry much; values and locks are read one by one. */
    private static final int MOST_CONNECTIONS = 32;

    private final Endpoint endpoint;
    private final Duration timeout;
    private final @Nullable SslOptions tls;
    private final Login sentinelLogin;

    /** As whom to log in; {@code null} = as the default user, and without a password. */
    record Login(@Nullable String user, @Nullable String password) {

        static final Login NONE = new Login(null, null);

        /** Shows no password. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    Clients(Endpoint endpoint, Duration timeout, @Nullable SslOptions tls, Login sentinelLogin) {
        this.endpoint = endpoint;
        this.timeout = timeout;
        this.tls = tls;
        this.sentinelLogin = sentinelLogin;
    }

    /** For commands. */
    UnifiedJedis commands() {
        return open(MOST_CONNECTIONS);
    }

    /** For one connection that listens. */
    UnifiedJedis listening() {
        return open(2);
    }

    private UnifiedJedis open(int connections) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(timeout);
        pool.setJmxEnabled(false);
        JedisClientConfig config = config(endpoint.user(), endpoint.password(), endpoint.database());
        Function<ConnectionPoolConfig, UnifiedJedis> builder = switch (endpoint.topology()) {
            case STANDALONE -> settings -> standalone(config, settings);
            case SENTINEL -> settings -> sentinel(config, settings);
            case CLUSTER -> settings -> cluster(config, settings);
        };
        return builder.apply(pool);
    }

    private UnifiedJedis standalone(JedisClientConfig config, ConnectionPoolConfig pool) {
        return RedisClient.builder()
                .hostAndPort(endpoint.nodes().iterator().next())
                .clientConfig(config)
                .poolConfig(pool)
                .build();
    }

    private UnifiedJedis sentinel(JedisClientConfig config, ConnectionPoolConfig pool) {
        return RedisSentinelClient.builder()
                .masterName(endpoint.master())
                .sentinels(endpoint.nodes())
                .sentinelClientConfig(config(sentinelLogin.user(), sentinelLogin.password(), 0))
                .clientConfig(config)
                .poolConfig(pool)
                .build();
    }

    private UnifiedJedis cluster(JedisClientConfig config, ConnectionPoolConfig pool) {
        return RedisClusterClient.builder()
                .nodes(endpoint.nodes())
                .clientConfig(config)
                .poolConfig(pool)
                .build();
    }

    private JedisClientConfig config(@Nullable String user, @Nullable String password, int database) {
        int millis = Math.toIntExact(timeout.toMillis());
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                // A connection that listens hears an answer to its own pings in time, or is given up.
                .blockingSocketTimeoutMillis(Math.toIntExact(Ears.SILENCE.toMillis()))
                .clientName("alsek")
                .user(user)
                .password(password)
                .database(database);
        if (endpoint.tls()) {
            config.sslOptions(tls == null ? SslOptions.defaults() : tls);
        }
        return config.build();
    }
}
