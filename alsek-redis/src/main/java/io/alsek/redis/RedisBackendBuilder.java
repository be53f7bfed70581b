package io.alsek.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;

/** Puts a {@link RedisBackend} together. Not thread-safe; nothing is connected before the backend's first use. */
public final class RedisBackendBuilder {

    private static final int SENTINEL_PORT = 26_379;
    private static final int REDIS_PORT = 6_379;

    private Endpoint endpoint = Endpoint.LOCAL;
    private @Nullable UnifiedJedis client;
    private String namespace = "alsek";
    private Duration timeout = Duration.ofSeconds(2);
    private @Nullable SslOptions tls;
    private Clients.Login sentinelLogin = Clients.Login.NONE;
    private @Nullable InstantSource clock;
    private RedisDurability durability = RedisDurability.MASTER;
    private boolean evictionAllowed;
    private Consumer<RedisConnectionEvent> listener = event -> {};

    RedisBackendBuilder() {}

    /**
     * Where Redis is. One of
     *
     * <ul>
     *   <li>{@code redis://[[user:]password@]host[:port][/database]}
     *   <li>{@code redis-sentinel://[[user:]password@]host[:port],host[:port].../[database]?master=name}
     *   <li>{@code redis-cluster://[[user:]password@]host[:port],host[:port]...}
     * </ul>
     *
     * and the same with {@code rediss} for TLS. Special characters of user and password are percent-encoded.
     *
     * @throws IllegalArgumentException if it is not understood
     */
    public RedisBackendBuilder url(String url) {
        endpoint = Endpoint.parse(url);
        client = null;
        return this;
    }

    /** The master of this name, as the sentinels ({@code host} or {@code host:port}) know it, whichever it is. */
    public RedisBackendBuilder sentinel(String master, String... sentinels) {
        endpoint =
                endpoint(Endpoint.Topology.SENTINEL, Objects.requireNonNull(master), nodes(SENTINEL_PORT, sentinels));
        client = null;
        return this;
    }

    /** The cluster of which these ({@code host} or {@code host:port}) are some nodes. */
    public RedisBackendBuilder cluster(String... nodes) {
        endpoint = endpoint(Endpoint.Topology.CLUSTER, null, nodes(REDIS_PORT, nodes));
        client = null;
        return this;
    }

    private Endpoint endpoint(Endpoint.Topology topology, @Nullable String master, Set<HostAndPort> nodes) {
        return new Endpoint(topology, nodes, master, endpoint.tls(), endpoint.user(), endpoint.password(), 0);
    }

    private static Set<HostAndPort> nodes(int defaultPort, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("Name at least one host");
        }
        Set<HostAndPort> nodes = new LinkedHashSet<>();
        for (String name : names) {
            nodes.add(Endpoint.node(name, defaultPort));
        }
        return nodes;
    }

    /**
     * The application's own client. It stays the application's: closing the backend does not close it. Listening takes
     * one of its connections for good, so its pool must be larger than one; and give it a finite
     * {@code blockingSocketTimeoutMillis} of a few seconds, or a dead connection that listens is never noticed.
     */
    public RedisBackendBuilder client(UnifiedJedis newClient) {
        client = Objects.requireNonNull(newClient, "client");
        return this;
    }

    /** As whom to log in; overrides what a URL says before it. */
    public RedisBackendBuilder login(@Nullable String user, String password) {
        endpoint = endpoint.as(user, Objects.requireNonNull(password, "password"));
        return this;
    }

    /**
     * As whom to log in at the sentinels, if they ask; what {@link #login} and a URL say is for the servers of data only.
     *
     * @param user {@code null} = the default one
     */
    public RedisBackendBuilder sentinelLogin(@Nullable String user, String password) {
        sentinelLogin = new Clients.Login(user, Objects.requireNonNull(password, "password"));
        return this;
    }

    /** Encrypts the connection, with these keys and trust; without it {@code rediss://} trusts what Java does. */
    public RedisBackendBuilder tls(SslOptions options) {
        tls = Objects.requireNonNull(options, "options");
        endpoint = endpoint.withTls();
        return this;
    }

    /** What all keys begin with, {@code alsek} unless set. Namespaces never see each other's. */
    public RedisBackendBuilder namespace(String newNamespace) {
        if (newNamespace.isEmpty()) {
            throw new IllegalArgumentException("A namespace needs a name");
        }
        namespace = newNamespace;
        return this;
    }

    /** How long to wait for a connection and for each answer; two seconds unless set, at least ten milliseconds. */
    public RedisBackendBuilder timeout(Duration newTimeout) {
        if (newTimeout.toMillis() < 10 || newTimeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException(
                    "timeout must be between ten milliseconds and five minutes, but is " + newTimeout);
        }
        timeout = newTimeout;
        return this;
    }

    /** What submissions wait for; nothing beyond the master's memory unless set. */
    public RedisBackendBuilder durability(RedisDurability newDurability) {
        durability = Objects.requireNonNull(newDurability, "durability");
        return this;
    }

    /**
     * Accepts a server that may drop keys when memory is short ({@code maxmemory-policy} other than
     * {@code noeviction}), with a warning. Without this such a server is refused, since it loses messages.
     */
    public RedisBackendBuilder allowEviction() {
        evictionAllowed = true;
        return this;
    }

    /** Hears when the connection is made, lost and restored. Must return at once. */
    public RedisBackendBuilder onConnection(Consumer<RedisConnectionEvent> newListener) {
        listener = Objects.requireNonNull(newListener, "listener");
        return this;
    }

    /** Judges by this clock instead of the server's: for tests in virtual time. All users of a namespace must agree. */
    public RedisBackendBuilder clock(InstantSource newClock) {
        clock = Objects.requireNonNull(newClock, "clock");
        return this;
    }

    /** A backend. */
    public RedisBackend build() {
        return new RedisBackend(namespace, source(), this, clock);
    }

    private LinkSettings.Source source() {
        UnifiedJedis given = client;
        if (given != null) {
            Supplier<UnifiedJedis> always = () -> given;
            return new LinkSettings.Source(
                    always, always, false, given instanceof RedisClusterClient, "the application's client");
        }
        Clients clients = new Clients(endpoint, timeout, tls, sentinelLogin);
        return new LinkSettings.Source(
                clients::commands, clients::listening, true, endpoint.isCluster(), endpoint.toString());
    }

    LinkSettings settings(LinkSettings.Source source, String space, Consumer<UnifiedJedis> greeting) {
        Endpoint.Topology topology = client == null
                ? endpoint.topology()
                : source.cluster() ? Endpoint.Topology.CLUSTER : Endpoint.Topology.STANDALONE;
        ServerCheck check = new ServerCheck(topology, evictionAllowed, durability.disk());
        return new LinkSettings(source, timeout, durability, check, greeting, listener, space);
    }
}
