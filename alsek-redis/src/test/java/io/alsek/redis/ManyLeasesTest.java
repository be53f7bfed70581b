package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.Claims;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** Many leases that end at once, as when all workers die. */
class ManyLeasesTest {

    private static final int MESSAGES = 20_000;
    private static final int AT_ONCE = 250;

    /** How many leases that ended one script looks at: what bounds its time, on any machine and beside any load. */
    private static final long MOST = 1_000;

    private static final Duration LEASE = Duration.ofSeconds(20);

    private final Laboratory lab = new Laboratory();
    private Instant now = Instant.parse("2041-05-06T07:08:09.123Z");

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private List<Integer> claimAll(ClaimSession session, String name) {
        List<Integer> deliveries = new ArrayList<>();
        Claims claims;
        int calls = 0;
        do {
            claims = session.claim(AT_ONCE, LEASE, name + calls++);
            claims.messages().forEach(claimed -> deliveries.add(claimed.deliveries()));
        } while (claims.more() || !claims.messages().isEmpty());
        return deliveries;
    }

    @Test
    void areTakenOverPieceByPieceSoThatNoScriptHoldsUpTheServer() {
        RedisProcess server = lab.server();
        RedisBackend backend =
                RedisBackend.builder().url(server.url()).clock(() -> now).build();
        lab.add(backend);
        QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
        List<Submission> batch = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            batch.add(Laboratory.message("m" + i));
        }
        queues.submit(batch);
        ClaimSession session = Laboratory.session(queues);
        assertThat(claimAll(session, "first")).hasSize(MESSAGES);

        now = now.plus(LEASE);
        List<Integer> deliveries = new ArrayList<>();
        try (RedisClient client = Laboratory.client(server)) {
            long ended = ended(client);
            assertThat(ended).isEqualTo(MESSAGES);
            while (ended > 0) {
                long before = scripts(client);
                Claims claims = session.claim(AT_ONCE, LEASE, "second" + ended);
                claims.messages().forEach(claimed -> deliveries.add(claimed.deliveries()));
                long scripts = scripts(client) - before;
                long left = ended(client);
                assertThat(ended - left)
                        .as("leases that %s scripts took over", scripts)
                        .isBetween(1L, MOST * scripts);
                ended = left;
            }
        }
        deliveries.addAll(claimAll(session, "third"));
        assertThat(deliveries).hasSize(MESSAGES).containsOnly(2);
    }

    /** {@return how many leases have ended and were not taken over yet} */
    private long ended(RedisClient client) {
        return client.zcount("{alsek}:q:q:e", "-inf", Long.toString(now.toEpochMilli()));
    }

    private static long scripts(RedisClient client) {
        return client.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_evalsha:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .sum();
    }
}
