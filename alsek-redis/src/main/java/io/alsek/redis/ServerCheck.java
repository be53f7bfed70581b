package io.alsek.redis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/** Whether a server is fit for queues. */
final class ServerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBackend.class);

    private static final int[] OLDEST = {6, 2};
    private static final int[] OLDEST_WITH_DISK = {7, 2};

    private final Endpoint.Topology topology;
    private final boolean evictionAllowed;
    private final boolean diskNeeded;

    ServerCheck(Endpoint.Topology topology, boolean evictionAllowed, boolean diskNeeded) {
        this.topology = topology;
        this.evictionAllowed = evictionAllowed;
        this.diskNeeded = diskNeeded;
    }

    /**
     * Judges by what {@code INFO} says.
     *
     * @return what is wrong and what to do; {@code null} if nothing is
     */
    @Nullable
    String judge(String info) {
        Map<String, String> facts = facts(info);
        String version = facts.get("redis_version");
        if (version == null) {
            LOG.warn("The server hides what it is; that it is Redis 6.2 or later and evicts nothing is not checked");
            return null;
        }
        if (isOlder(version, OLDEST)) {
            return "its version is " + version + ", but 6.2 or later is needed";
        }
        String mode = facts.getOrDefault("redis_mode", facts.getOrDefault("server_mode", "standalone"));
        if (mode.equals("sentinel")) {
            return "it is a Sentinel, not a server of data; use redis-sentinel://host:port?master=name";
        }
        if (mode.equals("cluster") && topology != Endpoint.Topology.CLUSTER) {
            return "it is a node of a Redis Cluster; use redis-cluster://";
        }
        if (!mode.equals("cluster") && topology == Endpoint.Topology.CLUSTER) {
            return "it is not a Redis Cluster; use redis:// or redis-sentinel://";
        }
        String disk = diskNeeded ? disk(version, facts) : null;
        return disk == null ? evictions(facts) : disk;
    }

    private static @Nullable String disk(String version, Map<String, String> facts) {
        if (isOlder(version, OLDEST_WITH_DISK)) {
            return "its version is " + version + ", but durability on disk (WAITAOF) needs 7.2 or later";
        }
        if (facts.getOrDefault("aof_enabled", "1").equals("0")) {
            return "its append-only file is off, so that nothing gets on its disk in time; CONFIG SET appendonly yes";
        }
        return null;
    }

    private @Nullable String evictions(Map<String, String> facts) {
        String policy = facts.get("maxmemory_policy");
        if (policy == null) {
            LOG.warn("The server hides its maxmemory-policy; make sure that it is noeviction, or messages may vanish");
            return null;
        }
        if (policy.equals("noeviction") || facts.getOrDefault("maxmemory", "0").equals("0")) {
            return null;
        }
        String problem = "its maxmemory-policy is " + policy
                + ", so it would drop messages when memory is short; set it to noeviction";
        if (evictionAllowed) {
            LOG.warn("Messages may be lost: {}", problem);
            return null;
        }
        return problem + " (or allow it in the builder, if losing messages does no harm)";
    }

    private static boolean isOlder(String version, int[] oldest) {
        try {
            int[] numbers = Arrays.stream(version.split("\\.", -1))
                    .limit(oldest.length)
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return Arrays.compare(numbers, oldest) < 0;
        } catch (NumberFormatException e) {
            LOG.warn("The version \"{}\" of the server is not understood", version);
            return false;
        }
    }

    /** {@return whether it takes no writes} A submission need not be refused for that: a failover may be under way. */
    static boolean isReplica(String info) {
        return facts(info).getOrDefault("role", "master").equals("slave");
    }

    static @Nullable String version(String info) {
        Map<String, String> facts = facts(info);
        String valkey = facts.get("valkey_version");
        return valkey == null ? facts.get("redis_version") : "Valkey " + valkey;
    }

    private static Map<String, String> facts(String info) {
        Map<String, String> facts = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                facts.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return facts;
    }

    /** {@return whether the user may not ask} Managed services forbid some questions. */
    static boolean isForbidden(JedisDataException e) {
        String text = String.valueOf(e.getMessage());
        return text.startsWith("NOPERM") || text.contains("unknown command");
    }
}
