package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Runs scripts and waits until enough copies of what they wrote are certain. Thread-safe. */
final class Confirmed {

    private static final long MARK_MILLIS = 1000;

    private final RedisDurability durability;
    private final Duration timeout;
    private final String where;
    private final byte[] mark;

    /**
     * Makes one.
     *
     * @param mark a key within the namespace that nobody else writes
     */
    Confirmed(RedisDurability durability, Duration timeout, String where, byte[] mark) {
        this.mark = mark.clone();
        this.durability = durability;
        this.timeout = timeout;
        this.where = where;
    }

    /** On one connection: the server waits for what was written on this one. */
    Object run(UnifiedJedis client, Script script, List<byte[]> keys, List<byte[]> args) {
        try (Connection connection = connection(client, keys.get(0))) {
            Object answer;
            try {
                answer = connection.executeCommand(command(Protocol.Command.EVALSHA, script.sha1(), keys, args));
            } catch (JedisNoScriptException e) {
                answer = connection.executeCommand(command(Protocol.Command.EVAL, script.text(), keys, args));
            }
            if (!isAllAccepted(answer)) {
                // What was there before was written on another connection, and the server waits for this one's writes.
                connection.executeCommand(new CommandArguments(Protocol.Command.SET)
                        .key(mark)
                        .add(1)
                        .add("PX")
                        .add(MARK_MILLIS));
            }
            await(connection);
            return answer;
        }
    }

    private static boolean isAllAccepted(Object answer) {
        return ((byte[]) ((List<?>) answer).get(1)).length == 0;
    }

    private void await(Connection connection) {
        long millis = durability.patience().toMillis();
        int before = connection.getSoTimeout();
        connection.setSoTimeout(Math.toIntExact(millis + timeout.toMillis()));
        CommandArguments wait = durability.disk()
                ? new CommandArguments(Protocol.Command.WAITAOF).add(1).add(durability.replicas())
                : new CommandArguments(Protocol.Command.WAIT).add(durability.replicas());
        Object copies;
        try {
            copies = connection.executeCommand(wait.add(millis));
        } catch (JedisDataException e) {
            throw new BackendException.OutcomeUnknown(
                    "Redis at " + where
                            + " has accepted the messages, but does not say on which disks and replicas they " + "are: "
                            + e.getMessage(),
                    e);
        }
        connection.setSoTimeout(before);
        long local = 1;
        long replicas;
        if (copies instanceof List<?> both) {
            local = (Long) both.get(0);
            replicas = (Long) both.get(1);
        } else {
            replicas = (Long) copies;
        }
        if (local < 1 || replicas < durability.replicas()) {
            throw new BackendException.OutcomeUnknown(
                    "Redis at " + where + " has accepted the messages, but within " + durability.patience()
                            + " only " + replicas + " of " + durability.replicas() + " replicas"
                            + (durability.disk() ? " (and its own disk: " + (local == 1) + ")" : "")
                            + " confirmed them; submit them again with the same ids, or look after the replicas",
                    null);
        }
    }

    private static CommandArguments command(
            Protocol.Command command, byte[] script, List<byte[]> keys, List<byte[]> args) {
        CommandArguments arguments = new CommandArguments(command).add(script).add(keys.size());
        keys.forEach(arguments::key);
        args.forEach(arguments::add);
        return arguments;
    }

    private static Connection connection(UnifiedJedis client, byte[] key) {
        if (client instanceof RedisClient standalone) {
            return standalone.getPool().getResource();
        }
        if (client instanceof RedisSentinelClient sentinel) {
            return sentinel.getPrimaryNodesConnectionMap()
                    .values()
                    .iterator()
                    .next()
                    .getResource();
        }
        if (client instanceof RedisClusterClient cluster) {
            return cluster.getConnectionFromSlot(RedisLink.slot(key));
        }
        throw new IllegalStateException("Durability needs a RedisClient, RedisSentinelClient or RedisClusterClient, "
                + "but was given a " + client.getClass().getName());
    }
}
