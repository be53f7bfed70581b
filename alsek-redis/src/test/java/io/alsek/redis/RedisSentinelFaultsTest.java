package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.redis.RedisConnectionEvent.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import redis.clients.jedis.Protocol;

/** Masters that die or freeze under load, and replicas that take over. */
@Tag("topologies")
@Isolated("it needs the processor for its processes")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RedisSentinelFaultsTest {

    private static final int FAILOVERS = Integer.getInteger("alsek.faults.failovers", 1);
    private static final RedisDurability ONE_REPLICA = RedisDurability.replicas(1, Duration.ofMillis(500));

    @Test
    void aMasterThatDiesLosesNothingThatAReplicaHas() throws Exception {
        try (RedisSites site = RedisSites.sentinel();
                Load load = Load.on(site.url(), ONE_REPLICA, FaultyWorker.WORK_MILLIS)) {
            for (int i = 0; i < FAILOVERS; i++) {
                RedisProcess master = site.master();
                Load.pause(Duration.ofSeconds(1));
                master.kill();
                site.awaitMasterOtherThan(master);
                load.awaitProgress();
                master.start("--replicaof", "127.0.0.1", Integer.toString(site.master().port));
                site.awaitReplicas();
            }

            Ledger ledger = load.end("masters killed");
            assertThat(ledger.lost()).isZero();
            assertThat(load.counts().dead()).isZero();
        }
    }

    @Test
    void aMasterThatIsCutOffTakesNoMoreOnceItIsReplaced() throws Exception {
        try (RedisSites site = RedisSites.sentinel();
                Load load = Load.on(site.url(), ONE_REPLICA, FaultyWorker.WORK_MILLIS)) {
            RedisProcess master = site.master();
            master.freeze();
            site.awaitMasterOtherThan(master);
            load.awaitProgress();
            master.thaw();
            site.awaitReplicas();

            assertThat(load.end("master frozen").lost()).isZero();
            assertThat(load.counts().dead()).isZero();
        }
    }

    @Test
    void connectionEventsAndHealthTellOfIt() {
        try (RedisSites site = RedisSites.sentinel()) {
            List<RedisConnectionEvent> heard = new CopyOnWriteArrayList<>();
            try (RedisBackend backend = RedisBackend.builder()
                    .url(site.url())
                    .timeout(Duration.ofMillis(500))
                    .onConnection(heard::add)
                    .build()) {
                assertThat(backend.health().healthy()).isTrue();
                RedisProcess master = site.master();

                master.kill();
                RedisHealth sick = backend.health();
                assertThat(sick.healthy()).isFalse();
                assertThat(sick.problem()).contains(site.url());

                site.awaitMasterOtherThan(master);
                Awaitility.await("health after the failover")
                        .atMost(Load.PATIENCE)
                        .until(() -> backend.health().healthy());
                assertThat(heard)
                        .extracting(RedisConnectionEvent::state)
                        .containsExactly(State.CONNECTED, State.LOST, State.CONNECTED);
                assertThat(heard.get(1).cause()).isNotNull();
                assertThat(RedisSites.text(RedisSites.command(site.master(), Protocol.Command.INFO, "replication")))
                        .contains("role:master");
            }
        }
    }
}
