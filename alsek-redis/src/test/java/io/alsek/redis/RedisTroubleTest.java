package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** What a user sees when something is wrong with the server. Each test has a server of its own, to be ill-treated. */
class RedisTroubleTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Laboratory lab = new Laboratory();

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private static void assertRefused(RedisBackend backend, String... reasons) {
        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("m"))))
                .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
        RedisHealth health = backend.health();
        assertThat(health.healthy()).isFalse();
        assertThat(health.problem()).contains(reasons);
    }

    @Nested
    class AtTheFirstUse {

        @Test
        void aServerThatIsDownIsNamed() {
            int port = RedisProcess.freePort();

            assertRefused(lab.backend("redis://127.0.0.1:" + port), "127.0.0.1:" + port, "is it running");
        }

        @Test
        void aHostThatDoesNotExistIsNamed() {
            assertRefused(lab.backend("redis://no-such-host.invalid"), "no-such-host.invalid", "check the URL");
        }

        @Test
        void aMissingPasswordIsNamed() {
            assertRefused(
                    lab.backend(lab.server("--requirepass", "secret").url()), "password", "redis://:password@host");
        }

        @Test
        void aWrongPasswordIsNamedAndNotShown() {
            RedisProcess server = lab.server("--requirepass", "secret");
            RedisBackend backend = lab.backend("redis://:wrong@127.0.0.1:" + server.port);

            assertRefused(backend, "password", "wrong");
        }

        @Test
        void aUserWithoutPermissionIsToldWhichOneIsMissing() {
            RedisProcess server = lab.server();
            try (RedisClient client = Laboratory.client(server)) {
                Laboratory.command(
                        client,
                        Protocol.Command.ACL,
                        "SETUSER",
                        "ann",
                        "on",
                        ">pw",
                        "resetchannels",
                        "~other:*",
                        "&*",
                        "+@all");
            }

            assertRefused(lab.backend("redis://ann:pw@127.0.0.1:" + server.port), "NOPERM", "~{namespace}:*");
        }

        @Test
        void aServerThatWouldDropMessagesIsRefusedUnlessThatIsAllowed() {
            RedisProcess server = lab.server("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");

            assertRefused(lab.backend(server.url()), "allkeys-lru", "noeviction");
            try (RedisBackend allowed =
                    RedisBackend.builder().url(server.url()).allowEviction().build()) {
                assertThat(allowed.health().healthy()).isTrue();
            }
        }

        @Test
        void aNodeOfAClusterIsNoStandaloneServer() {
            assertRefused(lab.backend(lab.clusterNode().url()), "redis-cluster://");
        }

        @Test
        void aReplicaTakesNoSubmissions() {
            RedisProcess master = lab.server();
            lab.backend(master.url()).queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("before")));
            RedisProcess replica = lab.server("--replicaof", "127.0.0.1", Integer.toString(master.port));
            try (RedisClient client = Laboratory.client(replica)) {
                Awaitility.await().atMost(PATIENCE).until(() -> client.dbSize() > 0);
            }

            assertRefused(lab.backend(replica.url()), "it is a replica", "Sentinel");
        }

        @Test
        void aMasterThatHasLostItsReplicasTakesNoSubmissionsIfThatIsWanted() {
            RedisBackend backend =
                    lab.backend(lab.server("--min-replicas-to-write", "1").url());

            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() -> backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("m"))))
                    .withMessageContaining("min-replicas-to-write");
        }

        @Test
        void aStandaloneServerIsNoCluster() {
            assertRefused(
                    lab.backend("redis-cluster://127.0.0.1:" + lab.server().port), "is it a Redis Cluster", "redis://");
        }
    }

    @Nested
    class Sentinels {

        @Test
        void areNoServersOfData() {
            RedisSites site = RedisSites.sentinel();
            lab.add(site);

            assertRefused(lab.backend(site.url().replaceAll("redis-sentinel://([^,]*),.*", "redis://$1")), "Sentinel");
            assertRefused(
                    lab.backend(site.url().replace("master=main", "master=other")),
                    "master=other",
                    "names of the sentinels");
        }

        @Test
        void areNotToBeFoundWhereThereAreNone() {
            RedisProcess server = lab.server();

            assertRefused(
                    lab.backend("redis-sentinel://127.0.0.1:" + server.port + "?master=main"),
                    "127.0.0.1:" + server.port,
                    "names of the sentinels");
        }
    }

    @Nested
    class Scripts {

        @Test
        void flushedScriptsAreLoadedAgain() {
            RedisProcess server = lab.server();
            QueueStore queues = lab.backend(server.url()).queues(QueuePolicy.DEFAULT);
            queues.submit(List.of(Laboratory.message("a")));

            try (RedisClient client = Laboratory.client(server)) {
                client.scriptFlush();
            }

            assertThat(queues.submit(List.of(Laboratory.message("b")))).containsExactly(SubmitOutcome.ACCEPTED);
        }

        @Test
        void aFullMemoryRefusesSubmissionsWholeAndLetsTheRestGoOn() {
            RedisProcess server = lab.server();
            RedisBackend backend = lab.backend(server.url());
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
            queues.submit(List.of(Laboratory.message("a")));
            try (RedisClient client = Laboratory.client(server)) {
                client.configSet("maxmemory", "1");
            }

            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() -> queues.submit(List.of(Laboratory.message("b"))))
                    .withMessageContaining("maxmemory");
            Claims claims = Laboratory.session(queues).claim(1, LEASE, "1");
            assertThat(queues.settle(List.of(
                            new Settlement.Complete(claims.messages().get(0).lease(), Effects.NONE))))
                    .containsExactly(LeaseState.HELD);
            assertThat(backend.administration().counts("q").ready()).isZero();
        }

        @Test
        void aFullMemoryKeepsNoWorkerFromBeginning() {
            RedisProcess server = lab.server();
            lab.backend(server.url()).queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("a")));
            try (RedisClient client = Laboratory.client(server)) {
                client.del("{alsek}:format");
                client.configSet("maxmemory", "1");
            }

            QueueStore another = lab.backend(server.url()).queues(QueuePolicy.DEFAULT);

            assertThat(Laboratory.session(another).claim(1, LEASE, "1").messages())
                    .hasSize(1);
        }

        @Test
        void aMessageThatIsTooLargeIsRefusedBeforeItIsSent() {
            RedisBackend backend = lab.backend(lab.server().url());
            Task<String, String> task =
                    Task.named("t").input(String.class).output(String.class).build();
            try (Alsek alsek = Alsek.on(backend)) {
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> alsek.submit(task, "x".repeat(1 << 20)))
                        .withMessageContainingAll("1048576", "pass a reference", "raise the limit");
                assertThat(alsek.broker()
                                .backend()
                                .administration()
                                .counts(task.queue())
                                .alive())
                        .isZero();
            }
        }

        @Test
        void aKeyOfAWrongTypeInOurNamespaceIsNamedAndHurtsNoOtherQueue() {
            RedisProcess server = lab.server();
            QueueStore queues = lab.backend(server.url()).queues(QueuePolicy.DEFAULT);
            try (RedisClient client = Laboratory.client(server)) {
                client.set("{alsek}:q:q:m", "not a hash");
            }

            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() -> queues.submit(List.of(Laboratory.message("a"))))
                    .withMessageContainingAll("wrong type", "another namespace");
            assertThat(queues.submit(List.of(
                            Submission.of(new QueuedMessage("a", "other", "t", 0, Instant.EPOCH, null, new byte[0])))))
                    .containsExactly(SubmitOutcome.ACCEPTED);
        }
    }

    @Nested
    class Durability {

        @Test
        void aSubmissionThatTooFewReplicasHaveIsOfUnknownOutcomeButThere() {
            RedisBackend backend = RedisBackend.builder()
                    .url(lab.server().url())
                    .durability(RedisDurability.replicas(1, Duration.ofMillis(50)))
                    .build();
            lab.add(backend);
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);

            assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                    .isThrownBy(() -> queues.submit(List.of(Laboratory.message("a"))))
                    .withMessageContainingAll("0 of 1 replicas", "same ids");
            assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                    .as("a repetition waits as well, though it writes no message")
                    .isThrownBy(() -> queues.submit(List.of(Laboratory.message("a"))));
            assertThat(backend.administration().counts("q").ready()).isEqualTo(1);
        }

        @Test
        void aSubmissionThatTheReplicasHaveIsAccepted() {
            RedisProcess master = lab.server();
            lab.server("--replicaof", "127.0.0.1", Integer.toString(master.port));
            RedisBackend backend = RedisBackend.builder()
                    .url(master.url())
                    .durability(RedisDurability.replicas(1, Duration.ofSeconds(10)))
                    .build();
            lab.add(backend);

            assertThat(backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("a"))))
                    .containsExactly(SubmitOutcome.ACCEPTED);
        }
    }

    /** With {@code WAITAOF}; needs Redis 7.2 or Valkey, by {@code -Dalsek.redis.server}. */
    @Nested
    class DurabilityOnDisk {

        private RedisBackend backend(RedisProcess server, int replicas, Duration patience) {
            RedisBackend backend = RedisBackend.builder()
                    .url(server.url())
                    .durability(RedisDurability.disk(replicas, patience))
                    .build();
            lab.add(backend);
            return backend;
        }

        private void assumeThatItCan(RedisProcess server) {
            try (RedisClient client = Laboratory.client(server)) {
                Assumptions.assumeTrue(
                        client.info("server")
                                .lines()
                                .noneMatch(line -> line.matches("redis_version:(6|7\\.[01])\\..*")),
                        "NOT RUN: WAITAOF needs a server from 7.2 on, to be given by -Dalsek.redis.server");
            }
        }

        @Test
        void aSubmissionIsAcceptedOnceItIsOnDisk() {
            RedisProcess server = lab.server("--appendonly", "yes", "--appendfsync", "everysec");
            assumeThatItCan(server);
            RedisBackend backend = backend(server, 0, PATIENCE);

            assertThat(backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("a"))))
                    .containsExactly(SubmitOutcome.ACCEPTED);
            server.kill();
            server.start();

            assertThat(backend.administration().counts("q").ready()).isEqualTo(1);
        }

        @Test
        void aSubmissionThatNoReplicaHasOnDiskIsOfUnknownOutcome() {
            RedisProcess server = lab.server("--appendonly", "yes");
            assumeThatItCan(server);
            QueueStore queues = backend(server, 1, Duration.ofMillis(50)).queues(QueuePolicy.DEFAULT);

            for (int i = 0; i < 2; i++) { // the repetition waits as well, though it writes no message
                assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                        .isThrownBy(() -> queues.submit(List.of(Laboratory.message("a"))))
                        .withMessageContainingAll("0 of 1 replicas", "same ids");
            }
        }

        @Test
        void aServerThatKeepsNoFileIsRefused() {
            RedisProcess server = lab.server();
            assumeThatItCan(server);

            assertRefused(backend(server, 0, PATIENCE), "append-only file", "CONFIG SET appendonly yes");
        }
    }

    @Nested
    class ServerTime {

        @Test
        void leasesAndDelaysGoByTheServersClock() {
            RedisProcess server = lab.server();
            RedisBackend backend = lab.backend(server.url());
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
            Instant due = backend.clock().instant().plusSeconds(2);
            queues.submit(List.of(
                    Submission.of(new QueuedMessage("d", "q", "t", 0, due, null, new byte[0])),
                    Laboratory.message("a")));
            ClaimSession session = Laboratory.session(queues);

            Claims first = session.claim(5, Duration.ofMillis(200), "1");
            assertThat(first.messages())
                    .singleElement()
                    .satisfies(m -> assertThat(m.message().id()).isEqualTo("a"));
            assertThat(first.nextAt()).isNotNull().isBefore(due);
            Instant leaseEnds = first.messages().get(0).lease().expiresAt();

            Map<String, Instant> came = new HashMap<>();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        Claims next = session.claim(1, LEASE, "n" + System.nanoTime());
                        Instant now = time(server);
                        next.messages().forEach(m -> came.put(m.message().id(), now));
                        return came.size() == 2;
                    });
            assertThat(came.get("a")).isAfterOrEqualTo(leaseEnds);
            assertThat(came.get("d")).isAfterOrEqualTo(due);
        }

        private Instant time(RedisProcess server) {
            List<?> time = (List<?>) RedisSites.command(server, Protocol.Command.TIME);
            return Instant.ofEpochSecond(Long.parseLong(RedisSites.text(time.get(0))))
                    .plusNanos(1_000 * Long.parseLong(RedisSites.text(time.get(1))));
        }
    }
}
