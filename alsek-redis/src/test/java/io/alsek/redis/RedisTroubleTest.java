package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.LeaseState;
import io.alsek.spi.Publication;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.ValueWrite;
import io.alsek.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** What a user sees when something is wrong with the server. Each test has a server of its own, to be ill-treated. */
class RedisTroubleTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private RedisProcess server(String... options) {
        RedisProcess server = RedisProcess.with(options);
        open.add(server);
        return server;
    }

    private RedisBackend backend(String url) {
        RedisBackend backend =
                RedisBackend.builder().url(url).timeout(Duration.ofMillis(500)).build();
        open.add(backend);
        return backend;
    }

    private static RedisClient client(RedisProcess server) {
        return RedisClient.create("127.0.0.1", server.port);
    }

    private static void command(RedisClient client, Protocol.Command command, String... arguments) {
        CommandArguments all = new CommandArguments(command);
        for (String argument : arguments) {
            all.add(argument);
        }
        client.executeCommand(all);
    }

    private static Submission message(String id) {
        return Submission.of(new QueuedMessage(id, "q", "t", 0, Instant.EPOCH, null, new byte[] {1, 2, 3}));
    }

    private static ClaimSession session(QueueStore queues) {
        return queues.open(new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT), () -> {});
    }

    private static void assertRefused(RedisBackend backend, String... reasons) {
        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> backend.queues(QueuePolicy.DEFAULT).submit(List.of(message("m"))))
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

            assertRefused(backend("redis://127.0.0.1:" + port), "127.0.0.1:" + port, "is it running");
        }

        @Test
        void aHostThatDoesNotExistIsNamed() {
            assertRefused(backend("redis://no-such-host.invalid"), "no-such-host.invalid", "check the URL");
        }

        @Test
        void aMissingPasswordIsNamed() {
            assertRefused(backend(server("--requirepass", "secret").url()), "password", "redis://:password@host");
        }

        @Test
        void aWrongPasswordIsNamedAndNotShown() {
            RedisProcess server = server("--requirepass", "secret");
            RedisBackend backend = backend("redis://:wrong@127.0.0.1:" + server.port);

            assertRefused(backend, "password", "wrong");
        }

        @Test
        void aUserWithoutPermissionIsToldWhichOneIsMissing() {
            RedisProcess server = server();
            try (RedisClient client = client(server)) {
                command(client, Protocol.Command.ACL, "SETUSER", "ann", "on", ">pw", "~other:*", "&*", "+@all");
            }

            assertRefused(backend("redis://ann:pw@127.0.0.1:" + server.port), "NOPERM", "~<namespace>:*");
        }

        @Test
        void aUserWithThePermissionsOfTheDocumentationMayDoEverything() {
            RedisProcess server = server();
            try (RedisClient client = client(server)) {
                command(
                        client,
                        Protocol.Command.ACL,
                        "SETUSER",
                        "ann",
                        "on",
                        ">pw",
                        "~alsek:*",
                        "&alsek:*",
                        "-@all",
                        "+@read",
                        "+@write",
                        "+@pubsub",
                        "+@scripting",
                        "+@connection",
                        "+info",
                        "+time",
                        "+wait");
            }
            RedisBackend backend = backend("redis://ann:pw@127.0.0.1:" + server.port);
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);

            queues.submit(List.of(message("m")));
            assertThat(session(queues).claim(1, LEASE, "1").messages()).hasSize(1);
            backend.values().set(List.of(ValueWrite.of("v", new byte[1], LEASE)));
            assertThat(backend.values().scan("*")).containsExactly("v");
        }

        @Test
        void aServerThatWouldDropMessagesIsRefusedUnlessThatIsAllowed() {
            RedisProcess server = server("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");

            assertRefused(backend(server.url()), "allkeys-lru", "noeviction");
            try (RedisBackend allowed =
                    RedisBackend.builder().url(server.url()).allowEviction().build()) {
                assertThat(allowed.health().healthy()).isTrue();
            }
        }

        @Test
        void aNodeOfAClusterIsNoStandaloneServer() {
            assertRefused(backend(server("--cluster-enabled", "yes").url()), "redis-cluster://");
        }

        @Test
        void aStandaloneServerIsNoCluster() {
            assertRefused(backend("redis-cluster://127.0.0.1:" + server().port), "not a Redis Cluster", "redis://");
        }
    }

    @Nested
    class Outages {

        @Test
        void anApplicationStartsWhileTheServerIsDownAndWorksOnceItIsUp() throws Exception {
            RedisProcess server = server();
            server.kill();
            Task<String, String> greet =
                    Task.named("greet").input(String.class).output(String.class).build();
            Alsek alsek = Alsek.on(backend(server.url()));
            open.add(alsek);
            alsek.threadPool()
                    .size(2)
                    .handle(greet, (name, context) -> "hello " + name)
                    .start();

            server.start();

            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(BackendException.class)
                    .untilAsserted(() -> assertThat(alsek.submit(greet, "Ann").await(Duration.ofSeconds(5)))
                            .isEqualTo("hello Ann"));
        }

        @Test
        void aRestartIsSurvivedAndToldOf() {
            RedisProcess server = server("--appendonly", "yes", "--appendfsync", "always");
            List<RedisConnectionEvent.State> heard = new CopyOnWriteArrayList<>();
            RedisBackend backend = RedisBackend.builder()
                    .url(server.url())
                    .onConnection(event -> heard.add(event.state()))
                    .build();
            open.add(backend);
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
            queues.submit(List.of(message("before")));

            server.kill();
            assertThatExceptionOfType(BackendException.class).isThrownBy(() -> queues.submit(List.of(message("m"))));
            server.start();

            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(BackendException.class)
                    .untilAsserted(() -> assertThat(queues.submit(List.of(message("before"))))
                            .containsExactly(SubmitOutcome.DUPLICATE));
            assertThat(heard)
                    .startsWith(
                            RedisConnectionEvent.State.CONNECTED,
                            RedisConnectionEvent.State.LOST,
                            RedisConnectionEvent.State.CONNECTED);
        }

        @Test
        void aServerThatDoesNotAnswerLeavesTheOutcomeUnknownAndTheRepetitionTellsIt() {
            RedisProcess server = server();
            RedisBackend backend = backend(server.url());
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
            queues.submit(List.of(message("warm")));

            server.freeze();
            assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                    .isThrownBy(() -> queues.submit(List.of(message("m"))))
                    .withMessageContaining("did not answer in time");
            server.thaw();

            // It had reached the server, which went on with it as soon as it could.
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(queues.submit(List.of(message("m")))).containsExactly(SubmitOutcome.DUPLICATE));
            assertThat(backend.administration().counts("q").ready()).isEqualTo(2);
        }

        @Test
        void listenersAreToldThatTheyMayHaveMissedSomething() {
            RedisProcess server = server();
            RedisBackend backend = backend(server.url());
            List<String> heard = new CopyOnWriteArrayList<>();
            backend.events().orElseThrow().subscribe("c", new ChannelListener() {
                @Override
                public void onMessage(byte[] payload) {
                    heard.add("message");
                }

                @Override
                public void onGap() {
                    heard.add("gap");
                }
            });

            try (RedisClient client = client(server)) {
                command(client, Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
            }

            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(heard).containsExactly("gap"));
            backend.events().orElseThrow().publish(List.of(new Publication("c", new byte[0])));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(heard).containsExactly("gap", "message"));
        }

        @Test
        void aPoolWorksOnAfterItsListenerWasCutOff() throws Exception {
            RedisProcess server = server();
            Task<String, String> greet =
                    Task.named("greet").input(String.class).output(String.class).build();
            Alsek alsek = Alsek.on(backend(server.url()));
            open.add(alsek);
            alsek.threadPool()
                    .size(2)
                    .handle(greet, (name, context) -> "hello " + name)
                    .start();
            assertThat(alsek.submit(greet, "Ann").await(PATIENCE)).isEqualTo("hello Ann");

            for (int i = 0; i < 3; i++) {
                try (RedisClient client = client(server)) {
                    command(client, Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
                }
                assertThat(alsek.submit(greet, "Bob").await(PATIENCE)).isEqualTo("hello Bob");
            }
        }
    }

    @Nested
    class Scripts {

        @Test
        void flushedScriptsAreLoadedAgain() {
            RedisProcess server = server();
            QueueStore queues = backend(server.url()).queues(QueuePolicy.DEFAULT);
            queues.submit(List.of(message("a")));

            try (RedisClient client = client(server)) {
                client.scriptFlush();
            }

            assertThat(queues.submit(List.of(message("b")))).containsExactly(SubmitOutcome.ACCEPTED);
        }

        @Test
        void aFullMemoryRefusesSubmissionsWholeAndLetsTheRestGoOn() {
            RedisProcess server = server();
            RedisBackend backend = backend(server.url());
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
            queues.submit(List.of(message("a")));
            try (RedisClient client = client(server)) {
                client.configSet("maxmemory", "1");
            }

            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() -> queues.submit(List.of(message("b"))))
                    .withMessageContaining("maxmemory");
            Claims claims = session(queues).claim(1, LEASE, "1");
            assertThat(queues.settle(List.of(
                            new Settlement.Complete(claims.messages().get(0).lease(), Effects.NONE))))
                    .containsExactly(LeaseState.HELD);
            assertThat(backend.administration().counts("q").ready()).isZero();
        }

        @Test
        void aKeyOfAWrongTypeInOurNamespaceIsNamedAndHurtsNoOtherQueue() {
            RedisProcess server = server();
            QueueStore queues = backend(server.url()).queues(QueuePolicy.DEFAULT);
            try (RedisClient client = client(server)) {
                client.set("alsek:{q}:m", "not a hash");
            }

            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() -> queues.submit(List.of(message("a"))))
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
                    .url(server().url())
                    .durability(RedisDurability.replicas(1, Duration.ofMillis(50)))
                    .build();
            open.add(backend);
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);

            assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                    .isThrownBy(() -> queues.submit(List.of(message("a"))))
                    .withMessageContainingAll("0 of 1 replicas", "same ids");
            assertThat(backend.administration().counts("q").ready()).isEqualTo(1);
        }

        @Test
        void aSubmissionThatTheReplicasHaveIsAccepted() {
            RedisProcess master = server();
            server("--replicaof", "127.0.0.1 " + master.port);
            RedisBackend backend = RedisBackend.builder()
                    .url(master.url())
                    .durability(RedisDurability.replicas(1, Duration.ofSeconds(10)))
                    .build();
            open.add(backend);

            assertThat(backend.queues(QueuePolicy.DEFAULT).submit(List.of(message("a"))))
                    .containsExactly(SubmitOutcome.ACCEPTED);
        }
    }

    @Nested
    class ServerTime {

        @Test
        void leasesAndDelaysGoByTheServersClock() {
            RedisBackend backend = backend(server().url());
            QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
            Instant due = backend.clock().instant().plusMillis(300);
            queues.submit(
                    List.of(Submission.of(new QueuedMessage("d", "q", "t", 0, due, null, new byte[0])), message("a")));
            ClaimSession session = session(queues);

            Claims first = session.claim(5, Duration.ofMillis(200), "1");
            assertThat(first.messages())
                    .singleElement()
                    .satisfies(m -> assertThat(m.message().id()).isEqualTo("a"));
            assertThat(first.nextAt()).isNotNull().isBeforeOrEqualTo(due);

            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .untilAsserted(() -> assertThat(session.claim(5, LEASE, "n" + System.nanoTime())
                                    .messages())
                            .singleElement()
                            .satisfies(m -> assertThat(m.message().id()).isEqualTo("a")));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .untilAsserted(() -> assertThat(session.claim(5, LEASE, "m" + System.nanoTime())
                                    .messages())
                            .singleElement()
                            .satisfies(m -> assertThat(m.message().id()).isEqualTo("d")));
            assertThat(backend.clock().instant()).isAfterOrEqualTo(due);
        }
    }
}
