package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.redis.FaultyNetwork.Fate;
import io.alsek.spi.QueueCounts;
import io.alsek.task.Task;
import io.alsek.worker.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** Pools of several processes to which messages are handed over, one by one, by a producer that never hurries. */
class StandingPoolsTest {

    private static final int MESSAGES = 400;

    private static final Task<Integer, Integer> WORK = Task.named("work")
            .input(Integer.class)
            .output(Integer.class)
            .retryForever(Backoff.none())
            .build();

    private static final Task<Integer, Integer> OTHER = Task.named("other")
            .queue("other")
            .mechanism(Mechanism.ASYNC)
            .input(Integer.class)
            .output(Integer.class)
            .retryForever(Backoff.none())
            .build();

    private final Laboratory lab = new Laboratory();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Integer, Integer> runs = new ConcurrentHashMap<>();
    private final Map<Integer, Long> submitted = new ConcurrentHashMap<>();
    private final Map<Integer, Long> waits = new ConcurrentHashMap<>();
    private RedisProcess server;
    private FaultyNetwork network;
    private Alsek producer;

    @BeforeEach
    void open() {
        server = lab.server();
        network = new FaultyNetwork(server);
        lab.add(network);
        producer = Alsek.on(lab.backend(server.url()));
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private List<WorkerPool> pools(Duration lease) {
        List<WorkerPool> pools = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Alsek alsek = Alsek.on(lab.backend(network.url()));
            lab.add(alsek);
            pools.add((i % 2 == 0
                            ? alsek.threadPool().handle(WORK, (number, context) -> run(number))
                            : alsek.asyncPool()
                                    .handleAsync(
                                            OTHER,
                                            (number, context) -> CompletableFuture.supplyAsync(() -> run(number))))
                    .size(1 + i)
                    .lease(lease)
                    .build());
        }
        pools.forEach(WorkerPool::start);
        return pools;
    }

    private int run(int number) {
        Long since = submitted.get(number);
        waits.put(number, since == null ? 0 : System.nanoTime() - since);
        runs.merge(number, 1, Integer::sum);
        LockSupport.parkNanos(number % 7 * 200_000L);
        return number;
    }

    private void submit(int number) {
        submitted.put(number, System.nanoTime());
        producer.submit(number % 3 == 0 ? OTHER : WORK, number);
        LockSupport.parkNanos(random.nextInt(4) * 700_000L);
    }

    private boolean isNothingLeft() {
        return producer.queues().queues().stream()
                .map(producer.queues()::counts)
                .allMatch(counts -> counts.equals(new QueueCounts(0, 0, 0, 0, false)));
    }

    @Test
    void everythingIsDoneOnceAndSoon() throws Exception {
        List<WorkerPool> pools = pools(Duration.ofMinutes(2));
        for (int number = 0; number < MESSAGES; number++) {
            submit(number);
            if (number == MESSAGES / 2) {
                pools.get(random.nextInt(2)).close(); // gives back what it was handed
            }
        }

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::isNothingLeft);

        assertThat(runs).as("seed %d", seed).hasSize(MESSAGES);
        assertThat(runs.values()).containsOnly(1);
        // Not because a lease ran out, nor because somebody looked after a while all the same. Computers may be slow.
        assertThat(waits.values().stream()
                        .filter(nanos -> nanos > Duration.ofSeconds(1).toNanos()))
                .hasSizeLessThan(MESSAGES / 10);
        try (RedisClient client = Laboratory.client(server)) {
            pools.forEach(WorkerPool::close);
            Keys keys = new Keys("alsek");
            assertThat(client.exists(keys.standing().get(0))).isFalse();
            assertThat(client.hkeys(keys.standing().get(1))).allMatch(field -> field.length == 1);
        }
    }

    @Test
    void nothingIsLostIfTheNetworkFails() {
        pools(Duration.ofSeconds(2));
        network.strike(15);
        for (int number = 0; number < MESSAGES; number++) {
            submit(number);
            if (random.nextInt(100) == 0) {
                network.cutAll();
            }
        }
        network.strike(0);

        Awaitility.await("seed " + seed).atMost(Duration.ofSeconds(60)).until(this::isNothingLeft);

        assertThat(runs).hasSize(MESSAGES);
        assertThat(network.struck(Fate.DROP) + network.struck(Fate.CUT)).isPositive();
    }
}
