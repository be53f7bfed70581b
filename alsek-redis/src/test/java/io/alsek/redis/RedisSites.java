package io.alsek.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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
    static RedisSites cluster(String... options) {
        RedisSites site = new RedisSites();
        List<String> all =
                new ArrayList<>(List.of("--cluster-node-timeout", "2000", "--cluster-config-file", "nodes.conf"));
        all.addAll(List.of(options));
        for (int i = 0; i < 3; i++) {
            site.servers.add(RedisProcess.forCluster(all.toArray(String[]::new)));
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
        return RedisProcess.sentinel("sentinel monitor " + MASTER + " 127.0.0.1 " + masterPort + " 2\n"
                + "sentinel down-after-milliseconds " + MASTER + " 1000\n"
                + "sentinel failover-timeout " + MASTER + " 5000\n");
    }

    /** {@return the server that is the master now, as the sentinels say} */
    RedisProcess master() {
        for (RedisProcess sentinel : sentinels) {
            if (sentinel.isRunning()) {
                List<?> address =
                        (List<?>) command(sentinel, Protocol.Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", MASTER);
                return at(Integer.parseInt(text(address.get(1))));
            }
        }
        throw new IllegalStateException("No sentinel is running");
    }

    private RedisProcess at(int port) {
        return servers.stream()
                .filter(server -> server.port == port)
                .findFirst()
                .orElseThrow();
    }

    void awaitMasterOtherThan(RedisProcess former) {
        await("a failover", () -> {
            RedisProcess now = master();
            return !now.equals(former)
                    && text(command(now, Protocol.Command.INFO, "replication")).contains("role:master");
        });
    }

    /** Waits until the master has both replicas again. */
    void awaitReplicas() {
        await("the replicas", () -> {
            String facts = text(command(master(), Protocol.Command.INFO, "replication"));
            return facts.contains("connected_slaves:2") && !facts.contains("state=wait");
        });
    }

    /** {@return the node of a cluster that has a slot} */
    RedisProcess owner(int slot) {
        for (Object range : (List<?>) command(servers.get(0), Protocol.Command.CLUSTER, "SLOTS")) {
            List<?> row = (List<?>) range;
            if ((Long) row.get(0) <= slot && slot <= (Long) row.get(1)) {
                return at(((Long) ((List<?>) row.get(2)).get(1)).intValue());
            }
        }
        throw new IllegalStateException("Nobody has the slot " + slot);
    }

    /** Moves a slot to the next node, one key at a time with a pause after each; returns how many keys it had. */
    int move(int slot, Duration pause) {
        RedisProcess from = owner(slot);
        RedisProcess to = servers.get((servers.indexOf(from) + 1) % servers.size());
        String number = Integer.toString(slot);
        String fromId = text(command(from, Protocol.Command.CLUSTER, "MYID"));
        String toId = text(command(to, Protocol.Command.CLUSTER, "MYID"));
        command(to, Protocol.Command.CLUSTER, "SETSLOT", number, "IMPORTING", fromId);
        command(from, Protocol.Command.CLUSTER, "SETSLOT", number, "MIGRATING", toId);
        int moved = 0;
        List<?> keys = keysIn(from, number);
        while (!keys.isEmpty()) {
            try (Connection connection = new Connection("127.0.0.1", from.port)) {
                connection.executeCommand(new CommandArguments(Protocol.Command.MIGRATE)
                        .add("127.0.0.1")
                        .add(to.port)
                        .add((byte[]) keys.get(0))
                        .add(0)
                        .add(5000));
            }
            moved++;
            LockSupport.parkNanos(pause.toNanos());
            keys = keysIn(from, number);
        }
        for (RedisProcess server : List.of(to, from)) {
            command(server, Protocol.Command.CLUSTER, "SETSLOT", number, "NODE", toId);
        }
        for (RedisProcess server : servers) {
            if (!server.equals(to) && !server.equals(from)) {
                command(server, Protocol.Command.CLUSTER, "SETSLOT", number, "NODE", toId);
            }
        }
        return moved;
    }

    private static List<?> keysIn(RedisProcess node, String slot) {
        return (List<?>) command(node, Protocol.Command.CLUSTER, "GETKEYSINSLOT", slot, "1");
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
