package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.Publication;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** Servers that fail while they are used, and come back. */
class RedisOutageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Laboratory lab = new Laboratory();

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    @Test
    void anApplicationStartsWhileTheServerIsDownAndWorksOnceItIsUp() throws Exception {
        RedisProcess server = lab.server();
        server.kill();
        Task<String, String> greet =
                Task.named("greet").input(String.class).output(String.class).build();
        Alsek alsek = Alsek.on(lab.backend(server.url()));
        lab.add(alsek);
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
        RedisProcess server = lab.server("--appendonly", "yes", "--appendfsync", "always");
        List<RedisConnectionEvent.State> heard = new CopyOnWriteArrayList<>();
        RedisBackend backend = RedisBackend.builder()
                .url(server.url())
                .onConnection(event -> heard.add(event.state()))
                .build();
        lab.add(backend);
        QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
        queues.submit(List.of(Laboratory.message("before")));

        server.kill();
        assertThatExceptionOfType(BackendException.class)
                .isThrownBy(() -> queues.submit(List.of(Laboratory.message("m"))));
        server.start();

        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(BackendException.class)
                .untilAsserted(() -> assertThat(queues.submit(List.of(Laboratory.message("before"))))
                        .containsExactly(SubmitOutcome.DUPLICATE));
        assertThat(heard)
                .startsWith(
                        RedisConnectionEvent.State.CONNECTED,
                        RedisConnectionEvent.State.LOST,
                        RedisConnectionEvent.State.CONNECTED);
    }

    @Test
    void aServerThatComesBackUnfitIsRefused() {
        RedisProcess server = lab.server();
        RedisBackend backend = lab.backend(server.url());
        QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
        queues.submit(List.of(Laboratory.message("before")));
        server.kill();
        assertThatExceptionOfType(BackendException.class)
                .isThrownBy(() -> queues.submit(List.of(Laboratory.message("m"))));

        server.start();
        try (RedisClient client = Laboratory.client(server)) {
            client.configSet("maxmemory-policy", "allkeys-lru");
            client.configSet("maxmemory", "100mb");
        }

        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> queues.submit(List.of(Laboratory.message("m"))))
                .withMessageContainingAll("allkeys-lru", "noeviction");
    }

    @Test
    void aServerThatDoesNotAnswerLeavesTheOutcomeUnknownAndTheRepetitionTellsIt() {
        RedisProcess server = lab.server();
        RedisBackend backend = lab.backend(server.url());
        QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
        queues.submit(List.of(Laboratory.message("warm")));

        server.freeze();
        assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                .isThrownBy(() -> queues.submit(List.of(Laboratory.message("m"))))
                .withMessageContaining("did not answer in time");
        server.thaw();

        // It had reached the server, which went on with it as soon as it could.
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(queues.submit(List.of(Laboratory.message("m"))))
                        .containsExactly(SubmitOutcome.DUPLICATE));
        assertThat(backend.administration().counts("q").ready()).isEqualTo(2);
    }

    @Test
    void listenersAreToldThatTheyMayHaveMissedSomething() {
        RedisProcess server = lab.server();
        RedisBackend backend = lab.backend(server.url());
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

        try (RedisClient client = Laboratory.client(server)) {
            Laboratory.command(client, Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
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
    void aClaimThatFailedCallsNobodyBackBeforeTheServerIsBack() throws Exception {
        RedisProcess server = lab.server();
        RedisBackend backend = lab.backend(server.url());
        AtomicInteger signals = new AtomicInteger();
        ClaimSession session = backend.queues(QueuePolicy.DEFAULT)
                .open(new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT), signals::incrementAndGet);
        lab.add(session);
        session.claim(1, Duration.ofSeconds(30), "while it is there");
        server.kill();

        // Whoever is called back claims again at once, so that a call for each failure would be a loop without a pause.
        for (int i = 0; i < 5; i++) {
            String nonce = "while it is gone " + i;
            assertThatExceptionOfType(BackendException.class)
                    .isThrownBy(() -> session.claim(1, Duration.ofSeconds(30), nonce));
        }
        assertThat(signals).hasValue(0);

        server.start();

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(signals).hasPositiveValue());
    }

    @Test
    void aPoolWorksOnAfterItsListenerWasCutOff() throws Exception {
        RedisProcess server = lab.server();
        Task<String, String> greet =
                Task.named("greet").input(String.class).output(String.class).build();
        Alsek alsek = Alsek.on(lab.backend(server.url()));
        lab.add(alsek);
        alsek.threadPool()
                .size(2)
                .handle(greet, (name, context) -> "hello " + name)
                .start();
        assertThat(alsek.submit(greet, "Ann").await(PATIENCE)).isEqualTo("hello Ann");

        for (int i = 0; i < 3; i++) {
            try (RedisClient client = Laboratory.client(server)) {
                Laboratory.command(client, Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
            }
            assertThat(alsek.submit(greet, "Bob").await(PATIENCE)).isEqualTo("hello Bob");
        }
    }
}
