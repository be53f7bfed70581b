package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.broker.DeadMessage;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import redis.clients.jedis.Protocol;

/**
 * Real processes that are killed, frozen and cut off under load, and a ledger that compares what was accepted with what
 * was settled. Short in the build; for the long version see {@code docs/redis.md}.
 */
@Isolated("it needs the processor for its processes")
@Timeout(value = 30, unit = java.util.concurrent.TimeUnit.MINUTES)
class FaultSuiteTest {

    private static final int WORKER_KILLS = Integer.getInteger("alsek.faults.workers", 4);
    private static final int SERVER_KILLS = Integer.getInteger("alsek.faults.servers", 2);
    private static final int FREEZES = Integer.getInteger("alsek.faults.freezes", 1);
    private static final int ROUNDS = Integer.getInteger("alsek.faults.rounds", 2);
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final Random random = new Random(7);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private RedisProcess durableServer() {
        return opened(RedisProcess.with("--appendonly", "yes", "--appendfsync", "always"));
    }

    private static void assertExact(Ledger ledger) {
        assertThat(ledger.startedAfterDone())
                .as("delivered again though its settlement was acknowledged")
                .isEmpty();
        assertThat(ledger.settledTwice()).as("settled twice").isEmpty();
        assertThat(ledger.longestGap())
                .as("from a delivery that died to the next one")
                .isLessThan(FaultyWorker.LEASE.plus(SLACK));
    }

    @Test
    void workersThatAreKilledLoseNothingAndOthersTakeOver() throws Exception {
        Load load = opened(Load.on(durableServer().url()));

        for (int i = 0; i < WORKER_KILLS; i++) {
            Load.pause(Duration.ofMillis(700));
            load.workers
                    .remove(random.nextInt(load.workers.size()))
                    .destroyForcibly()
                    .waitFor();
            load.startWorker();
        }

        assertExact(load.end("workers killed"));
        assertThat(load.counts().dead()).isZero();
    }

    @Test
    void workersThatAreFrozenLoseTheirLeasesAndCannotSettleAnyMore() throws Exception {
        Load load = opened(Load.on(durableServer().url(), RedisDurability.MASTER, 40));

        for (int i = 0; i < FREEZES; i++) {
            Process frozen = load.workers.get(i % load.workers.size());
            Load.signal(frozen, "STOP");
            Load.pause(FaultyWorker.LEASE.plusMillis(1500)); // others have taken over by then
            Load.signal(frozen, "CONT");
            load.awaitProgress();
        }

        Ledger ledger = load.end("workers frozen");
        assertThat(ledger.settledTwice()).as("settled twice").isEmpty();
        assertThat(ledger.stale()).as("refused settlements").isPositive();
        assertThat(ledger.longestGap()).isLessThan(FaultyWorker.LEASE.plus(SLACK));
        assertThat(load.counts().dead()).isZero();
    }

    @Test
    void aServerThatIsKilledLosesNothingThatItHasAnswered() throws Exception {
        RedisProcess server = durableServer();
        Load load = opened(Load.on(server.url()));

        for (int i = 0; i < SERVER_KILLS; i++) {
            Load.pause(Duration.ofSeconds(1));
            server.kill();
            server.start();
        }

        Ledger ledger = load.end("servers killed");
        assertThat(ledger.startedAfterDone()).isEmpty();
        assertThat(load.counts().dead()).isZero();
    }

    @Test
    void repliesThatAreDelayedLostAndCutInHalfLoseNothing() throws Exception {
        RedisProcess server = durableServer();
        FaultyNetwork network = opened(new FaultyNetwork(server));
        Load load = opened(Load.on(network.url()));

        for (int i = 0; i < ROUNDS; i++) {
            network.strike(10);
            Load.pause(Duration.ofSeconds(2));
            network.cutAll();
        }
        network.strike(0);

        Ledger ledger = load.end("network");
        System.out.println("network: " + network);
        assertThat(ledger.settledTwice()).as("settled twice").isEmpty();
        assertThat(load.counts().dead()).isZero();
        for (FaultyNetwork.Fate fate : FaultyNetwork.Fate.values()) {
            assertThat(network.struck(fate)).as("%s", fate).isPositive();
        }
    }

    @Test
    void scriptsThatAreFlushedAreLoadedAgain() throws Exception {
        RedisProcess server = durableServer();
        Load load = opened(Load.on(server.url()));

        for (int i = 0; i < 20 * ROUNDS; i++) {
            RedisSites.command(server, Protocol.Command.SCRIPT, "FLUSH");
            Load.pause(Duration.ofMillis(50));
        }

        assertExact(load.end("scripts flushed"));
        assertThat(load.refused()).as("refused submissions").isZero();
    }

    @Test
    void memoryThatIsFullRefusesSubmissionsAndLetsTheRestGoOn() throws Exception {
        RedisProcess server = durableServer();
        Load load = opened(Load.on(server.url()));

        for (int i = 0; i < ROUNDS; i++) {
            RedisSites.command(server, Protocol.Command.CONFIG, "SET", "maxmemory", "1");
            Awaitility.await("what was accepted is done all the same")
                    .atMost(Load.PATIENCE)
                    .until(() -> load.counts().alive() == 0);
            int refused = load.refused();
            Awaitility.await("refusals").atMost(Load.PATIENCE).until(() -> load.refused() > refused + 5);
            RedisSites.command(server, Protocol.Command.CONFIG, "SET", "maxmemory", "0");
            load.awaitProgress();
        }

        assertExact(load.end("memory full"));
    }

    @Test
    void aMessageThatKillsItsWorkersEndsAmongTheDeadAndHarmsNoOther() throws Exception {
        Load load = opened(Load.on(durableServer().url()));
        Alsek alsek = load.alsek;
        alsek.submit(FaultyWorker.WORK, FaultyWorker.POISON, options -> options.id("poison"));

        int[] deaths = {0};
        Awaitility.await("its death").atMost(Load.PATIENCE).until(() -> {
            if (load.workers.removeIf(worker -> !worker.isAlive())) {
                deaths[0]++;
                load.startWorker();
            }
            return load.counts().dead() > 0;
        });

        assertExact(load.end("poison"));
        assertThat(deaths[0]).isEqualTo(FaultyWorker.MOST_DELIVERIES);
        assertThat(load.counts().dead()).as("dead letters").isEqualTo(1);
        DeadMessage dead = alsek.deadLetters()
                .find(new MessageKey(FaultyWorker.WORK.queue(), "poison"))
                .orElseThrow();
        assertThat(dead.reason()).isEqualTo(DeathReason.TOO_MANY_DELIVERIES);
    }
}
