package io.alsek.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens to channels, on one connection and one thread. When the connection is lost it is opened anew, and all
 * listeners hear that they may have missed something. Whether it is alive is found out by pings: without an answer for
 * {@link #SILENCE} it is given up.
 */
final class Ears implements AutoCloseable {

    /** After so much silence a connection is taken for dead. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Ears.class);

    private static final long PING_MILLIS = 1_500;
    private static final long[] PAUSES = {0, 50, 100, 250, 500, 1_000};

    private final Supplier<UnifiedJedis> clients;
    private final Duration patience;

    /** The connection is never without a channel, or it would end. */
    private final byte[] own;

    private final CountDownLatch closing = new CountDownLatch(1);

    /** Guards everything below, and that one thread at a time writes to the connection. */
    private final Object lock = new Object();

    private final Map<String, Channel> channels = new HashMap<>();
    private @Nullable Thread thread;
    private @Nullable Reader reader;
    private volatile @Nullable String problem;

    /**
     * Nothing is connected before somebody listens.
     *
     * @param clients gives the client whose connection is used
     * @param patience how long to wait until a subscription is in force
     */
    Ears(Supplier<UnifiedJedis> clients, byte[] own, Duration patience) {
        this.clients = clients;
        this.own = own.clone();
        this.patience = patience;
    }

    /** Who hears a channel. Guarded by the lock. */
    private static final class Channel {
        final byte[] name;
        final List<Ear> ears = new CopyOnWriteArrayList<>();
        CountDownLatch inForce = new CountDownLatch(1);
        boolean heardBefore;

        Channel(byte[] name) {
            this.name = name;
        }
    }

    private static final class Ear {
        final Consumer<byte[]> listener;
        final Runnable onGap;
        volatile boolean late;

        Ear(Consumer<byte[]> listener, Runnable onGap) {
            this.listener = listener;
            this.onGap = onGap;
        }
    }

    /**
     * Listens to a channel. When this returns, that is in force; or the server could not be reached for a while, and
     * {@code onGap} will be called when it is.
     */
    AutoCloseable listen(byte[] name, Consumer<byte[]> listener, Runnable onGap) {
        return listen(name, new Ear(listener, onGap), true);
    }

    /** Listens to a channel, soon; {@code onGap} is not called when that begins. */
    AutoCloseable listenSoon(byte[] name, Consumer<byte[]> listener, Runnable onGap) {
        return listen(name, new Ear(listener, onGap), false);
    }

    private AutoCloseable listen(byte[] name, Ear ear, boolean patiently) {
        Channel channel;
        boolean wait;
        synchronized (lock) {
            channel = channels.get(key(name));
            if (channel == null) {
                channel = new Channel(name);
                channels.put(key(name), channel);
                if (reader != null && reader.ready) {
                    reader.trySubscribe(name);
                }
            }
            channel.ears.add(ear);
            start();
            // On the thread that reads, nothing would ever arrive.
            wait = patiently && !Thread.currentThread().equals(thread);
        }
        if (patiently && (!wait || !await(channel.inForce))) {
            ear.late = true;
        }
        Channel joined = channel;
        return () -> stop(joined, ear);
    }

    private boolean await(CountDownLatch latch) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void stop(Channel channel, Ear ear) {
        synchronized (lock) {
            channel.ears.remove(ear);
            if (channel.ears.isEmpty() && channels.remove(key(channel.name), channel) && reader != null) {
                reader.tryUnsubscribe(channel.name);
            }
        }
    }

    private void start() {
        if (thread == null && closing.getCount() > 0) {
            thread = new Thread(this::run, "alsek-redis-ears");
            thread.setDaemon(true);
            thread.start();
            Thread pings = new Thread(this::ping, "alsek-redis-pings");
            pings.setDaemon(true);
            pings.start();
        }
    }

    private void run() {
        int failures = 0;
        while (pause(PAUSES[Math.min(failures, PAUSES.length - 1)])) {
            Reader fresh = new Reader();
            try {
                UnifiedJedis client = clients.get();
                synchronized (lock) {
                    reader = fresh;
                }
                listen(client, fresh);
                failures = 0;
            } catch (RuntimeException e) {
                failures = fresh.ready ? 1 : failures + 1;
                noteProblem(e);
            } finally {
                forget();
            }
        }
    }

    /** A connection that is lost is nothing new; one that is refused has to be told of, for nothing else shows it. */
    private void noteProblem(RuntimeException e) {
        String now = e instanceof JedisDataException refused
                ? "it refuses to be listened to: " + Failure.of(refused).explanation()
                : null;
        if (now == null || now.equals(problem)) {
            LOG.debug("The connection that listens was lost", e);
        } else {
            LOG.warn("Redis keeps nobody informed, so that idle workers do not wake up: {}", now);
        }
        problem = now == null ? problem : now;
    }

    /** {@return why the server refuses to be listened to; {@code null} if it does not} */
    @Nullable
    String problem() {
        return problem;
    }

    /** Blocks as long as the connection lasts. */
    private void listen(UnifiedJedis client, Reader fresh) {
        if (client instanceof RedisClusterClient cluster) {
            // Where the namespace is, all notes begin: heard there, they come in order and not from before.
            try (Connection connection = cluster.getConnectionFromSlot(RedisLink.slot(own))) {
                connection.setTimeoutInfinite(); // which means: as long as for blocking commands
                try {
                    fresh.proceed(connection, own);
                } finally {
                    connection.rollbackTimeout();
                }
            }
        } else {
            client.subscribe(fresh, own);
        }
    }

    private void forget() {
        synchronized (lock) {
            reader = null;
            for (Channel channel : channels.values()) {
                if (channel.inForce.getCount() == 0) {
                    channel.inForce = new CountDownLatch(1);
                }
            }
        }
    }

    /** Waits; returns whether to go on. */
    private boolean pause(long millis) {
        try {
            return !closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false; // nobody but the end of the process interrupts these threads
        }
    }

    private void ping() {
        while (pause(PING_MILLIS)) {
            synchronized (lock) {
                if (reader != null && reader.ready) {
                    try {
                        reader.ping();
                    } catch (JedisException e) {
                        LOG.debug("A ping failed; the reader will notice, too", e);
                    }
                }
            }
        }
    }

    /** One connection. */
    private final class Reader extends BinaryJedisPubSub {

        /** Whether channels can be added; guarded by the lock. */
        private boolean ready;

        @Override
        public void onSubscribe(byte[] name, int count) {
            List<Ear> deaf = List.of();
            synchronized (lock) {
                if (!ready) {
                    ready = true;
                    problem = null;
                    channels.values().forEach(channel -> trySubscribe(channel.name));
                    return;
                }
                Channel channel = channels.get(key(name));
                if (channel != null) {
                    deaf = inForce(channel);
                }
            }
            deaf.forEach(ear -> tell(ear.onGap)); // without the lock, as all calls of others' code
        }

        /** {@return who may have missed something} */
        private List<Ear> inForce(Channel channel) {
            boolean gap = channel.heardBefore;
            channel.heardBefore = true;
            channel.inForce.countDown();
            List<Ear> deaf = new ArrayList<>();
            for (Ear ear : channel.ears) {
                if (gap || ear.late) {
                    ear.late = false;
                    deaf.add(ear);
                }
            }
            return deaf;
        }

        @Override
        public void onMessage(byte[] name, byte[] message) {
            Channel channel;
            synchronized (lock) {
                channel = channels.get(key(name));
            }
            if (channel != null) {
                channel.ears.forEach(ear -> tell(() -> ear.listener.accept(message)));
            }
        }

        void trySubscribe(byte[] name) {
            try {
                subscribe(name);
            } catch (JedisException e) {
                LOG.debug("A subscription failed; the next connection makes up for it", e);
            }
        }

        void tryUnsubscribe(byte[] name) {
            try {
                if (ready) {
                    unsubscribe(name);
                }
            } catch (JedisException e) {
                LOG.debug("A subscription could not be ended; the next connection will not have it", e);
            }
        }
    }

    private static void tell(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A listener failed", e);
        }
    }

    private static String key(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        synchronized (lock) {
            closing.countDown();
            if (reader != null && reader.ready) {
                try {
                    reader.unsubscribe();
                } catch (JedisException e) {
                    LOG.debug("The connection that listens is gone already", e);
                }
            }
        }
    }
}
