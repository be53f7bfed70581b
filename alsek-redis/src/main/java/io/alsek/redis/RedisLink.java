package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.Pool;

/**
 * The connection to the servers: made at the first use, checked, kept through restarts and failovers. What fails comes
 * out as a {@link BackendException} that names cause and remedy. Thread-safe.
 */
final class RedisLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBackend.class);

    /** What passes by itself is tried again after these. */
    private static final long[] PAUSES = {10, 25, 50, 100, 200, 400, 800};

    private final LinkSettings settings;
    private final Ears ears;
    private final Confirmed confirmed;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Guards what follows. Held while a client is made, never while a command runs. */
    private final Object lock = new Object();

    private @Nullable UnifiedJedis listening;
    private volatile @Nullable UnifiedJedis commands;

    /** Whether the server was looked at since the connection was made; another one may answer after it was lost. */
    private volatile boolean checked;

    /** Whether a server was ever found good. */
    private volatile boolean known;

    private volatile RedisConnectionEvent.@Nullable State state;

    RedisLink(LinkSettings settings) {
        this.settings = settings;
        byte[] own = settings.ownChannel();
        this.confirmed = new Confirmed(settings.durability(), settings.timeout(), settings.where(), own);
        this.ears = new Ears(this::listening, own, settings.timeout());
    }

    /** {@return the servers, without password} */
    String where() {
        return settings.where();
    }

    boolean cluster() {
        return settings.isCluster();
    }

    static int slot(byte[] key) {
        return JedisClusterCRC16.getSlot(key);
    }

    /** Runs a script, which may be repeated without harm, where its keys are. */
    Object run(Script script, List<byte[]> keys, List<byte[]> args) {
        return run(script, keys, args, () -> {});
    }

    /** Runs a script; says so if it was repeated though the first call may have had an effect. */
    Object run(Script script, List<byte[]> keys, List<byte[]> args, Runnable onRepetition) {
        Function<UnifiedJedis, Object> action =
                script == Scripts.SUBMIT && settings.durability().isWaiting()
                        ? client -> confirmed.run(client, script, keys, args)
                        : client -> evaluate(client, script, keys, args);
        return call(script.name(), action, onRepetition);
    }

    /** Runs a script that must not be repeated once it may have had an effect. */
    Object runOnce(Script script, List<byte[]> keys, List<byte[]> args) {
        return call(script.name(), false, client -> evaluate(client, script, keys, args));
    }

    static Object evaluate(UnifiedJedis client, Script script, List<byte[]> keys, List<byte[]> args) {
        try {
            return client.evalsha(script.sha1(), keys, args);
        } catch (JedisNoScriptException e) {
            return client.eval(script.text(), keys, args);
        }
    }

    /** Calls the server, again if it failed with something that passes. */
    <T> T call(String what, boolean repeatable, Function<UnifiedJedis, T> action) {
        return call(what, action, repeatable ? () -> {} : null);
    }

    /** {@code null} for {@code onRepetition} forbids one after the call may have had an effect. */
    private <T> T call(String what, Function<UnifiedJedis, T> action, @Nullable Runnable onRepetition) {
        boolean doubtful = false;
        for (int attempt = 0; ; attempt++) {
            boolean sent = false;
            try {
                UnifiedJedis client = checkedClient();
                sent = true;
                T answer = action.apply(client);
                note(RedisConnectionEvent.State.CONNECTED, null);
                return answer;
            } catch (JedisException e) {
                ensureOpen(); // or it failed because we were closed meanwhile
                Failure now = sent ? Failure.of(e) : Failure.of(e).beforeAnythingWasSent(known);
                Failure failure = now.after(doubtful);
                doubtful |= sent && now.applied();
                if (failure.stale() || !failure.applied()) {
                    noteFailure(failure, e);
                }
                // A pooled connection may have died while nobody used it; the repetition has a new one.
                boolean anew = (sent ? onRepetition != null : known) && failure.stale() && attempt == 0;
                if (!(failure.passing() || anew) || attempt == PAUSES.length || !pause(PAUSES[attempt])) {
                    throw failure.toException(what, settings.where(), e);
                }
                if (failure.applied() && onRepetition != null) {
                    onRepetition.run();
                }
            } catch (BackendException.NotApplied e) {
                throw doubtful
                        ? new BackendException.OutcomeUnknown(Failure.doubtful(String.valueOf(e.getMessage())), e)
                        : e;
            }
        }
    }

    private boolean pause(long millis) {
        try {
            return !closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void noteFailure(Failure failure, JedisException e) {
        if (failure.stale()) {
            clearPool();
        }
        if (failure.stale() || commands == null || isUnreachable(e)) {
            checked = false;
            note(RedisConnectionEvent.State.LOST, new Lost(failure.explanation(), e));
        }
    }

    private static boolean isUnreachable(JedisException e) {
        return e instanceof JedisConnectionException;
    }

    /** Connections to what was the master once must not be used again. */
    private void clearPool() {
        UnifiedJedis client = commands;
        if (client instanceof RedisClient standalone) {
            standalone.getPool().clear();
        } else if (client instanceof RedisSentinelClient sentinel) {
            sentinel.getPrimaryNodesConnectionMap().values().forEach(Pool::clear);
        }
    }

    /** Why there is no connection, for operators and for programs. */
    private record Lost(String explanation, JedisException cause) {}

    private void note(RedisConnectionEvent.State now, @Nullable Lost lost) {
        if (state == now) {
            return;
        }
        synchronized (lock) {
            if (state == now) {
                return;
            }
            state = now;
        }
        if (lost == null) {
            LOG.info("Connected with Redis at {}", settings.where());
        } else {
            LOG.warn("Redis at {} cannot be used now: {}", settings.where(), lost.explanation());
        }
        try {
            settings.listener()
                    .accept(new RedisConnectionEvent(now, settings.where(), lost == null ? null : lost.cause()));
        } catch (RuntimeException e) {
            LOG.error("A listener to the connection failed", e);
        }
    }

    private UnifiedJedis checkedClient() {
        UnifiedJedis client = client();
        if (!checked) {
            String problem = problem(client);
            if (problem != null) {
                throw new BackendException.NotApplied(
                        "Redis at " + settings.where() + " cannot be used: " + problem, null);
            }
            checked = true;
            known = true;
        }
        return client;
    }

    private @Nullable String problem(UnifiedJedis client) {
        String problem = settings.check().judge(info(client));
        if (problem == null) {
            settings.greeting().accept(client);
        }
        return problem;
    }

    private String info(UnifiedJedis client) {
        try {
            return client instanceof RedisClusterClient cluster
                    ? new String((byte[]) askNode(cluster, Protocol.Command.INFO), StandardCharsets.UTF_8)
                    : client.info();
        } catch (JedisDataException e) {
            if (ServerCheck.isForbidden(e)) {
                return "";
            }
            throw e;
        }
    }

    private Object ping(UnifiedJedis client) {
        return client instanceof RedisClusterClient cluster ? askNode(cluster, Protocol.Command.PING) : client.ping();
    }

    /** Asks the node of a cluster that has the namespace; Jedis would ask all. */
    private Object askNode(RedisClusterClient cluster, Protocol.Command command) {
        try (Connection connection = cluster.getConnectionFromSlot(slot(settings.ownChannel()))) {
            return connection.executeCommand(command);
        }
    }

    private UnifiedJedis client() {
        UnifiedJedis client = commands;
        if (client != null) {
            return client;
        }
        synchronized (lock) {
            ensureOpen();
            if (commands == null) {
                commands = settings.commands().get();
            }
            return Objects.requireNonNull(commands);
        }
    }

    private UnifiedJedis listening() {
        synchronized (lock) {
            ensureOpen();
            if (listening == null) {
                listening = settings.listening().get();
            }
            return listening;
        }
    }

    private void ensureOpen() {
        if (closing.getCount() == 0) {
            throw new IllegalStateException("The Redis backend is closed; open another one");
        }
    }

    /** {@return how the server is, found out now} */
    RedisHealth health(InstantSource clock) {
        try {
            String info = call("INFO", true, this::info);
            Instant before = clock.instant();
            call("PING", true, this::ping);
            Duration roundTrip = Duration.between(before, clock.instant());
            String problem = settings.check().judge(info);
            if (problem == null) {
                problem = ServerCheck.isReplica(info) ? Failure.REPLICA : ears.problem();
            }
            return new RedisHealth(problem == null, settings.where(), ServerCheck.version(info), roundTrip, problem);
        } catch (BackendException e) {
            return new RedisHealth(false, settings.where(), null, null, e.getMessage());
        }
    }

    /** Listens to a channel; see {@link Ears#listen}. */
    AutoCloseable listen(byte[] channel, Consumer<byte[]> listener, Runnable onGap) {
        return ears.listen(channel, listener, onGap);
    }

    /** Listens to a channel, soon; see {@link Ears#listenSoon}. */
    AutoCloseable listenSoon(byte[] channel, Consumer<byte[]> listener, Runnable onGap) {
        return ears.listenSoon(channel, listener, onGap);
    }

    /** Shows the keys that begin with a prefix, page by page; each at least once. */
    void scan(byte[] prefix, Consumer<List<byte[]>> pages) {
        call("SCAN", true, client -> {
            if (client instanceof RedisClusterClient cluster) {
                List<Pool<Connection>> nodes =
                        new ArrayList<>(cluster.getClusterNodes().values());
                for (Pool<Connection> node : nodes) {
                    Scans.ofNode(node, prefix, pages);
                }
            } else {
                Scans.of(client, prefix, pages);
            }
            return prefix;
        });
    }

    @Override
    public void close() {
        closing.countDown();
        ears.close();
        synchronized (lock) {
            if (settings.owned()) {
                closeQuietly(commands);
                closeQuietly(listening);
            }
            commands = null;
            listening = null;
        }
    }

    private static void closeQuietly(@Nullable UnifiedJedis client) {
        if (client != null) {
            try {
                client.close();
            } catch (RuntimeException e) {
                LOG.debug("A client could not be closed", e);
            }
        }
    }
}
