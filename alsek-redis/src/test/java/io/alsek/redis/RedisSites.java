package io.alsek.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/** Several servers that belong together: a cluster, or a master with replicas and sentinels. */
final class RedisSites implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SLOTS = 16_384;
    private static final String MASTER = "main";

    final List<RedisProcess> servers = new ArrayList<>();
    private final List<RedisProcess> sentinels = new ArrayList<>();
    private String url = "";

    private RedisSites() {}

    /** Three masters. */
    static RedisSites cluster() {
        RedisSites site = new RedisSites();
        for (int i = 0; i < 3; i++) {
            site.servers.add(RedisProcess.forCluster(
                    "--cluster-node-timeout", "2000",
                    "--cluster-config-file", "nodes.conf"));
        }
        RedisProcess first = site.servers.get(0);
        for (int i = 0; i < 3; i++) {
            List<String> slots = new ArrayList<>(List.of("ADDSLOTS"));
            for (int slot = i * SLOTS / 3; slot < (i + 1) * SLOTS / 3; slot++) {
                slots.add(Integer.toString(slot));
            }
            command(site.servers.get(i), Protocol.Command.CLUSTER, slots.toArray(String[]::new));
            command(site.servers.get(i), Protocol.Command.CLUSTER, "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (int i = 1; i < 3; i++) {
            RedisProcess other = site.servers.get(i);
            command(first, Protocol.Command.CLUSTER, "MEET", "127.0.0.1", Integer.toString(other.port));
        }
        for (RedisProcess server : site.servers) {
            await(
                    "the cluster",
                    () -> text(command(server, Protocol.Command.CLUSTER, "INFO"))
                                    .contains("cluster_state:ok")
                            && text(command(server, Protocol.Command.CLUSTER, "INFO"))
                                    .contains("cluster_known_nodes:3"));
        }
        site.url = "redis-cluster://" + site.hosts(site.servers);
        return site;
    }

    /** A master, two replicas and three sentinels. */
    static RedisSites sentinel() {
        RedisSites site = new RedisSites();
        RedisProcess master = RedisProcess.with();
        site.servers.add(master);
        for (int i = 0; i < 2; i++) {
            site.servers.add(RedisProcess.with("--replicaof", "127.0.0.1", Integer.toString(master.port)));
        }
        for (int i = 0; i < 3; i++) {
            site.sentinels.add(startSentinel(master.port));
        }
        for (RedisProcess sentinel : site.sentinels) {
            await("the sentinels", () -> {
                String facts = text(command(sentinel, Protocol.Command.INFO, "sentinel"));
                return facts.contains("slaves=2,sentinels=3");
            });
        }
        site.url = "redis-sentinel://" + site.hosts(site.sentinels) + "?master=" + MASTER;
        return site;
    }

    private static RedisProcess startSentinel(int masterPort) {
        try {
            Path configuration = Files.createTempFile("sentinel", ".conf");
            Files.writeString(
                    configuration,
                    "sentinel monitor " + MASTER + " 127.0.0.1 " + masterPort + " 2\n"
                            + "sentinel down-after-milliseconds " + MASTER + " 1000\n"
                            + "sentinel failover-timeout " + MASTER + " 5000\n");
            return RedisProcess.sentinel(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    static Object command(RedisProcess server, Protocol.Command command, String... arguments) {
        try (Connection connection = new Connection("127.0.0.1", server.port)) {
            CommandArguments all = new CommandArguments(command);
            for (String argument : arguments) {
                all.add(argument);
            }
            return connection.executeCommand(all);
        }
    }

    static String text(Object answer) {
        return new String((byte[]) answer, java.nio.charset.StandardCharsets.UTF_8);
    }

    private String hosts(List<RedisProcess> nodes) {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port).collect(Collectors.joining(","));
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        sentinels.forEach(RedisProcess::close);
        servers.forEach(RedisProcess::close);
    }
}
