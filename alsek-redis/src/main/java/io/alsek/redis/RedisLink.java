package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The connection to a server. */
final class RedisLink implements AutoCloseable {

    private final RedisClient client;
    private volatile boolean closed;

    RedisLink(URI url) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(64);
        this.client = RedisClient.builder().hostAndPort(url.getHost(), url.getPort()).poolConfig(pool).build();
    }

    boolean cluster() {
        return false;
    }

    Object run(Script script, List<byte[]> keys, List<byte[]> args) {
        try {
            return client.evalsha(script.sha1(), keys, args);
        } catch (JedisNoScriptException e) {
            return client.eval(script.text(), keys, args);
        } catch (JedisConnectionException e) {
            throw new BackendException.OutcomeUnknown("lost " + script.name(), e);
        } catch (JedisException e) {
            throw new BackendException.NotApplied("failed " + script.name(), e);
        }
    }

    AutoCloseable listen(byte[] channel, Consumer<byte[]> listener, Runnable onGap) {
        java.util.concurrent.CountDownLatch ready = new java.util.concurrent.CountDownLatch(1);
        BinaryJedisPubSub sub = new BinaryJedisPubSub() {
            @Override
            public void onMessage(byte[] c, byte[] message) {
                listener.accept(message);
            }

            @Override
            public void onSubscribe(byte[] c, int count) {
                ready.countDown();
            }
        };
        Thread thread = new Thread(() -> {
            try {
                client.subscribe(sub, channel);
            } catch (JedisException e) {
                if (!closed) {
                    onGap.run();
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sub::unsubscribe;
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}
