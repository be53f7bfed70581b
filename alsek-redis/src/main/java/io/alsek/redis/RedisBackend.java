package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.Backend;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockStore;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ValueStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/**
 * Queues, values, notes, locks and schedules on Redis 6.2 or later, or Valkey: standalone, with Sentinel, or a Cluster.
 *
 * <pre>{@code
 * try (Alsek alsek = Alsek.on(RedisBackend.at("redis://localhost:6379"))) { ... }
 * }</pre>
 *
 * <p><b>The connection</b> is made at the first use, so that an application starts while the server is down, and kept
 * through restarts and failovers; meanwhile operations throw {@link io.alsek.spi.BackendException}, which says what is
 * wrong and what to do.
 *
 * <p><b>Guarantees.</b> Each operation is a script that the server carries out as a whole, and may be repeated without
 * harm. What was accepted survives whatever the server's persistence survives; see {@code docs/redis.md} and
 * {@link RedisDurability}. Due times, leases and expiry go by the server's clock.
 *
 * <p>Thread-safe. One backend per process is enough: threads that submit or settle at the same time share round trips.
 */
public final class RedisBackend implements Backend {

    /** The format that this version writes. Older ones are understood. */
    private static final int FORMAT = 1;

    private static final Script CHECK = new Script("check");

    private static final Logger LOG = LoggerFactory.getLogger(RedisBackend.class);

    private final String namespace;
    private final Keys keys;
    private final RedisLink link;
    private final RedisQueues queues;
    private final InstantSource clock;
    private final ValueStore values;
    private final EventBus events;
    private final LockStore locks;
    private final RedisSchedules schedules;
    private volatile boolean closed;

    RedisBackend(
            String namespace, LinkSettings.Source source, RedisBackendBuilder builder, @Nullable InstantSource clock) {
        this.namespace = namespace;
        this.keys = new Keys(namespace);
        this.link = new RedisLink(builder.settings(source, namespace, this::greet));
        Space space = new Space(link, keys, clock, () -> closed);
        this.clock = clock == null ? new ServerClock(space) : clock;
        this.queues = new RedisQueues(link, keys, clock);
        this.values = new RedisValues(space);
        this.events = new RedisEvents(space);
        this.locks = new RedisLocks(space);
        this.schedules = new RedisSchedules(space);
    }

    /** On {@code localhost:6379}, with the namespace {@code alsek}. */
    public static RedisBackend local() {
        return builder().build();
    }

    /**
     * At a URL, with the namespace {@code alsek}.
     *
     * @param url see {@link RedisBackendBuilder#url}
     * @throws IllegalArgumentException if it is not understood
     */
    public static RedisBackend at(String url) {
        return builder().url(url).build();
    }

    /** Everything else. */
    public static RedisBackendBuilder builder() {
        return new RedisBackendBuilder();
    }

    /** Checks the user's permissions, marks the namespace with our format, and warns if a newer version has been here. */
    private void greet(UnifiedJedis client) {
        RedisLink.evaluate(client, CHECK, List.of(keys.check()), List.of(keys.check()));
        byte[] found = client.get(keys.format());
        if (found == null) {
            found = mark(client);
        }
        String format = new String(found, ISO_8859_1);
        if (!format.equals(Integer.toString(FORMAT))) {
            LOG.warn(
                    "The namespace \"{}\" was written by another version of Alsek (format {}, this one has {}); "
                            + "update this one, or use another namespace",
                    namespace,
                    format,
                    FORMAT);
        }
    }

    private byte[] mark(UnifiedJedis client) {
        byte[] mine = Integer.toString(FORMAT).getBytes(ISO_8859_1);
        try {
            client.set(keys.format(), mine, new SetParams().nx());
        } catch (JedisDataException e) {
            if (!String.valueOf(e.getMessage()).startsWith("OOM")) {
                throw e;
            }
            // Workers must be able to begin with a full memory, for they make room.
        }
        return mine;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public QueueStore queues(QueuePolicy policy) {
        ensureOpen();
        return queues.store(policy);
    }

    @Override
    public DeadLetterStore deadLetters() {
        ensureOpen();
        return queues.deadLetters();
    }

    @Override
    public QueueAdmin administration() {
        ensureOpen();
        return queues.administration();
    }

    @Override
    public ValueStore values() {
        ensureOpen();
        return values;
    }

    @Override
    public Optional<EventBus> events() {
        ensureOpen();
        return Optional.of(events);
    }

    @Override
    public Optional<LockStore> locks() {
        ensureOpen();
        return Optional.of(locks);
    }

    @Override
    public Optional<ScheduleStore> schedules() {
        ensureOpen();
        return Optional.of(schedules);
    }

    /** Asks the server how it is. Never throws for what the server does or does not. */
    public RedisHealth health() {
        ensureOpen();
        return link.health(InstantSource.system());
    }

    @Override
    public long clear() {
        ensureOpen();
        AtomicLong cleared = new AtomicLong(queues.clear());
        cleared.addAndGet(values.count("*"));
        cleared.addAndGet(schedules.count());
        Consumer<List<byte[]>> countLocks = page -> {
            for (byte[] key : page) {
                String name =
                        new String(key, keys.lockPrefix().length, key.length - keys.lockPrefix().length, ISO_8859_1);
                cleared.addAndGet(locks.holders(Names.ofKey(name)).isEmpty() ? 0 : 1);
            }
        };
        link.scan(keys.lockPrefix(), countLocks);
        link.scan(
                keys.everything(),
                page -> page.forEach(key -> link.call("UNLINK", true, client -> client.unlink(key))));
        return cleared.get();
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("The Redis backend is closed; open another one");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            queues.close();
            closed = true;
            link.close();
        }
    }

    /** Such as {@code RedisBackend[alsek at redis://localhost:6379]}. */
    @Override
    public String toString() {
        return "RedisBackend[" + namespace + " at " + link.where() + "]";
    }
}
