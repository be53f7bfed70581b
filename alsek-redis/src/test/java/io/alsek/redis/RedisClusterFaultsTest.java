package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.redis.RedisConnectionEvent.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The slot of a namespace that moves from node to node under load, key by key, and nodes that die. */
@Tag("topologies")
@Isolated("it needs the processor for its processes")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RedisClusterFaultsTest {

    private static final int MOVES = Integer.getInteger("alsek.faults.moves", 6);

    private static int slot() {
        return RedisLink.slot("{alsek}:".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSlotThatMovesLosesNothing() throws Exception {
        try (RedisSites site = RedisSites.cluster();
                Load load = Load.on(site.url())) {
            for (int i = 0; i < MOVES; i++) {
                int keys = site.move(slot(), Duration.ofMillis(2));
                assertThat(keys).as("keys that were moved one by one").isPositive();
                load.awaitProgress();
            }

            Ledger ledger = load.end("slot moved");
            assertThat(ledger.lost()).isZero();
            assertThat(ledger.settledTwice()).isEmpty();
            assertThat(ledger.startedAfterDone()).isEmpty();
            assertThat(load.counts().dead()).isZero();
        }
    }

    @Test
    void aNodeThatDiesAndComesBackLosesNothingThatItHasAnswered() throws Exception {
        try (RedisSites site = RedisSites.cluster("--appendonly", "yes", "--appendfsync", "always");
                Load load = Load.on(site.url())) {
            RedisProcess owner = site.owner(slot());
            owner.kill();
            Load.pause(Duration.ofSeconds(1));
            owner.start();
            load.awaitProgress();

            assertThat(load.end("node killed").lost()).isZero();
            assertThat(load.counts().dead()).isZero();
        }
    }

    @Test
    void aNodeThatDiesHarmsOnlyTheNamespacesThatItHas() {
        try (RedisSites site = RedisSites.cluster("--cluster-require-full-coverage", "no");
                RedisBackend backend = RedisBackend.builder().url(site.url()).build()) {
            assertThat(backend.health().healthy()).isTrue();
            RedisProcess owner = site.owner(slot());
            site.servers.stream().filter(server -> !server.equals(owner)).forEach(RedisProcess::kill);

            assertThat(backend.health().healthy()).isTrue();
        }
    }

    @Test
    void connectionEventsAndHealthTellOfIt() {
        try (RedisSites site = RedisSites.cluster()) {
            List<State> heard = new CopyOnWriteArrayList<>();
            try (RedisBackend backend = RedisBackend.builder()
                    .url(site.url())
                    .timeout(Duration.ofMillis(500))
                    .onConnection(event -> heard.add(event.state()))
                    .build()) {
                assertThat(backend.health().healthy()).isTrue();
                RedisProcess owner = site.owner(slot());

                owner.kill();
                RedisHealth sick = backend.health();
                assertThat(sick.healthy()).isFalse();
                assertThat(sick.problem()).contains(site.url());
                owner.start();

                Awaitility.await("health")
                        .atMost(Load.PATIENCE)
                        .until(() -> backend.health().healthy());
                assertThat(heard).containsExactly(State.CONNECTED, State.LOST, State.CONNECTED);
            }
        }
    }
}
