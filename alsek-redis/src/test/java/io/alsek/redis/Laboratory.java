package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** Servers and backends of a test, and what most tests do with them. */
final class Laboratory {

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    RedisProcess server(String... options) {
        RedisProcess server = RedisProcess.with(options);
        open.add(server);
        return server;
    }

    RedisProcess clusterNode() {
        RedisProcess node = RedisProcess.forCluster();
        open.add(node);
        return node;
    }

    RedisBackend backend(String url) {
        RedisBackend backend =
                RedisBackend.builder().url(url).timeout(Duration.ofMillis(500)).build();
        open.add(backend);
        return backend;
    }

    /** A backend that goes by a clock of ours. */
    RedisBackend backend(String url, InstantSource clock) {
        RedisBackend backend = RedisBackend.builder()
                .url(url)
                .timeout(Duration.ofMillis(500))
                .clock(clock)
                .build();
        open.add(backend);
        return backend;
    }

    /** The channels on which processes hear of what is handed over to them. */
    static List<String> processes(RedisClient client) {
        List<?> channels = (List<?>) client.executeCommand(
                new CommandArguments(Protocol.Command.PUBSUB).add("CHANNELS").add("{alsek}:wake:*"));
        return channels.stream()
                .map(channel -> new String((byte[]) channel, ISO_8859_1))
                .toList();
    }

    static RedisClient client(RedisProcess server) {
        return RedisClient.create("127.0.0.1", server.port);
    }

    static void command(RedisClient client, Protocol.Command command, String... arguments) {
        CommandArguments all = new CommandArguments(command);
        for (String argument : arguments) {
            all.add(argument);
        }
        client.executeCommand(all);
    }

    static Submission message(String id) {
        return Submission.of(new QueuedMessage(id, "q", "t", 0, Instant.EPOCH, null, new byte[] {1, 2, 3}));
    }

    static ClaimSession session(QueueStore queues) {
        return queues.open(new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT), () -> {});
    }

    void add(AutoCloseable resource) {
        open.add(resource);
    }
}
