package io.alsek.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Which servers to talk to, and as whom.
 *
 * @param topology what kind of servers
 * @param nodes a standalone server; the sentinels; or some nodes of a cluster
 * @param master the name by which sentinels know the master; {@code null} unless there are sentinels
 * @param tls whether the connection is encrypted
 * @param user the ACL user; {@code null} = the default one
 * @param password {@code null} = none
 * @param database the number of the database; 0 in a cluster
 */
record Endpoint(
        Topology topology,
        Set<HostAndPort> nodes,
        @Nullable String master,
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        int database) {

    /** The kinds of servers. */
    enum Topology {
        STANDALONE("redis", 6379),
        SENTINEL("redis-sentinel", 26379),
        CLUSTER("redis-cluster", 6379);

        private final String scheme;
        private final int port;

        Topology(String scheme, int port) {
            this.scheme = scheme;
            this.port = port;
        }
    }

    private static final String FORMS = "Use redis://[[user:]password@]host[:port][/database], rediss:// for TLS, "
            + "redis-sentinel://host[:port],host[:port].../[database]?master=name or "
            + "redis-cluster://host[:port],host[:port]...";

    static final Endpoint LOCAL =
            new Endpoint(Topology.STANDALONE, Set.of(new HostAndPort("localhost", 6379)), null, false, null, null, 0);

    Endpoint {
        nodes = new LinkedHashSet<>(nodes);
        if (database < 0) {
            throw new IllegalArgumentException("The number of a Redis database is not negative, but is " + database);
        }
        if (topology == Topology.CLUSTER && database != 0) {
            throw new IllegalArgumentException(
                    "A Redis Cluster has only the database 0, but " + database + " was asked for");
        }
    }

    /** Understands a URL. */
    static Endpoint parse(String url) {
        try {
            return parse(new URI(url));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + withoutPassword(url) + "\" is not a URL of Redis: " + reason(e) + ". " + FORMS, e);
        }
    }

    private static String reason(Exception e) {
        return e instanceof URISyntaxException syntax ? syntax.getReason() : String.valueOf(e.getMessage());
    }

    private static Endpoint parse(URI uri) {
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        boolean tls = scheme.startsWith("rediss");
        String plain = tls ? "redis" + scheme.substring("rediss".length()) : scheme;
        Topology topology = topologyOf(plain);
        String authority = uri.getRawAuthority();
        if (authority == null) {
            throw new IllegalArgumentException("it names no host");
        }
        int at = authority.lastIndexOf('@');
        Set<HostAndPort> nodes = nodes(authority.substring(at + 1), topology);
        String credentials = at < 0 ? "" : authority.substring(0, at);
        int colon = credentials.indexOf(':');
        String user = colon > 0 ? decoded(credentials.substring(0, colon)) : null;
        String password = credentials.isEmpty() ? null : decoded(credentials.substring(colon + 1));
        String master = query(uri, "master");
        if (topology == Topology.SENTINEL && master == null) {
            throw new IllegalArgumentException("it does not say ?master=name");
        }
        return new Endpoint(topology, nodes, master, tls, user, password, database(uri.getPath()));
    }

    private static Topology topologyOf(String scheme) {
        for (Topology topology : Topology.values()) {
            if (topology.scheme.equals(scheme)) {
                return topology;
            }
        }
        throw new IllegalArgumentException("its scheme is \"" + scheme + "\"");
    }

    private static Set<HostAndPort> nodes(String list, Topology topology) {
        Set<HostAndPort> nodes = new LinkedHashSet<>();
        for (String node : list.split(",", -1)) {
            nodes.add(node(node, topology.port));
        }
        if (topology == Topology.STANDALONE && nodes.size() > 1) {
            throw new IllegalArgumentException("it names several hosts");
        }
        return nodes;
    }

    static HostAndPort node(String node, int defaultPort) {
        int colon = node.endsWith("]") ? -1 : node.lastIndexOf(':');
        String host = colon < 0 ? node : node.substring(0, colon);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("it names no host");
        }
        if (colon < 0) {
            return new HostAndPort(host, defaultPort);
        }
        String port = node.substring(colon + 1);
        try {
            int number = Integer.parseInt(port);
            if (number < 1 || number > 65_535) {
                throw new IllegalArgumentException("there is no port " + port);
            }
            return new HostAndPort(host, number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + port + "\" is not a port", e);
        }
    }

    private static int database(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        try {
            return Integer.parseInt(path.substring(1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + path.substring(1) + "\" is not the number of a database", e);
        }
    }

    private static @Nullable String query(URI uri, String name) {
        String query = uri.getRawQuery();
        if (query == null) {
            return null;
        }
        for (String part : query.split("&", -1)) {
            if (part.startsWith(name + "=") && part.length() > name.length() + 1) {
                return decoded(part.substring(name.length() + 1));
            }
        }
        return null;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String withoutPassword(String url) {
        return url.replaceFirst("//[^/]*@", "//***@");
    }

    Endpoint as(@Nullable String newUser, String newPassword) {
        return new Endpoint(topology, nodes, master, tls, newUser, newPassword, database);
    }

    Endpoint withTls() {
        return new Endpoint(topology, nodes, master, true, user, password, database);
    }

    boolean isCluster() {
        return topology == Topology.CLUSTER;
    }

    /** Such as {@code redis://localhost:6379/2}; shows no password. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        nodes.forEach(node -> names.add(node.toString()));
        String scheme = tls ? topology.scheme.replaceFirst("redis", "rediss") : topology.scheme;
        return scheme + "://" + String.join(",", names) + (database == 0 ? "" : "/" + database)
                + (master == null ? "" : "?master=" + master);
    }
}
