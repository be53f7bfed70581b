package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.spi.BackendException;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.StandingClaimSession;
import io.alsek.spi.Submission;
import io.alsek.spi.Subscription;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** Rare things about messages that are handed over to sessions which wait. */
class StandingOddsTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Laboratory lab = new Laboratory();
    private final AtomicLong now =
            new AtomicLong(Instant.parse("2041-05-06T07:08:09.123Z").toEpochMilli());
    private final AtomicInteger nonces = new AtomicInteger();
    private final Semaphore signals = new Semaphore(0);
    private final Keys keys = new Keys("alsek");
    private RedisProcess server;
    private RedisClient client;
    private QueueStore producer;

    @BeforeEach
    void open() {
        server = lab.server();
        client = Laboratory.client(server);
        lab.add(client);
        producer = backend().queues(QueuePolicy.DEFAULT);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private RedisBackend backend() {
        return lab.backend(server.url(), () -> Instant.ofEpochMilli(now.get()));
    }

    private StandingClaimSession waiting(Subscription subscription, int wanted) {
        StandingClaimSession session =
                (StandingClaimSession) backend().queues(QueuePolicy.DEFAULT).open(subscription, signals::release);
        session.leaveClaimsStanding();
        assertThat(ids(session, wanted)).isEmpty();
        Awaitility.await().until(this::isHeard);
        return session;
    }

    private boolean isHeard() {
        return !Laboratory.processes(client).isEmpty();
    }

    private static Subscription everything() {
        return new AllQueues(Set.of(), Rotation.STRICT);
    }

    private List<String> ids(StandingClaimSession session, int max) {
        return session.claim(max, LEASE, "nonce " + nonces.incrementAndGet()).messages().stream()
                .map(message -> message.message().id())
                .toList();
    }

    private void submit(String id, String queue, String task, int length) {
        QueuedMessage message = new QueuedMessage(id, queue, task, 0, Instant.EPOCH, null, new byte[length]);
        producer.submit(List.of(Submission.of(message)));
    }

    private MessageState state(String queue, String id) {
        MessageKey key = new MessageKey(queue, id);
        return producer.find(List.of(key)).get(key).state();
    }

    private void awaitSignal() throws InterruptedException {
        assertThat(signals.tryAcquire(10, TimeUnit.SECONDS)).as("signal").isTrue();
    }

    @Test
    void placesWithoutTheirOrderBringNothing() {
        StandingClaimSession session = waiting(everything(), 1);
        client.del(keys.standing().get(1));
        now.incrementAndGet();
        assertThat(ids(session, 1)).isEmpty();

        submit("a", "q", "t", 3);
        submit("b", "q", "t", 3);

        assertThat(state("q", "a")).isEqualTo(MessageState.LEASED);
        assertThat(state("q", "b")).isEqualTo(MessageState.READY);
        assertThat(client.exists(keys.standing().get(0))).isFalse();
        new QueueAudit(client, keys, "q").check();
    }

    @Test
    void aClaimThatFailedHasNotSeenWhatItWasToLookAt() throws Exception {
        StandingClaimSession session = waiting(everything(), 5);
        submit("too long to be handed over", "q", "t", 20_000);
        awaitSignal();
        byte[] timed = keys.index().get(2);
        client.set(timed, "foreign".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> ids(session, 5)).isInstanceOf(BackendException.NotApplied.class);
        client.del(timed);
        submit("handed over", "other", "t", 3);
        assertThat(state("other", "handed over")).isEqualTo(MessageState.LEASED);
        awaitSignal();

        assertThat(ids(session, 5)).containsExactlyInAnyOrder("handed over", "too long to be handed over");
    }

    @Test
    void aTaskWhoseNameContainsAnotherIsNotThatOne() {
        StandingClaimSession session = waiting(new AllQueues(Set.of("x\0\1c"), Rotation.STRICT), 5);

        submit("a", "q", "c", 3);
        assertThat(state("q", "a")).isEqualTo(MessageState.READY);
        submit("b", "other", "x\0\1c", 3);
        assertThat(state("other", "b")).isEqualTo(MessageState.LEASED);

        assertThat(ids(session, 5)).containsExactly("b");
    }

    @Test
    void garbageInPlaceOfInstantsHarmsNobody() {
        StandingClaimSession session = waiting(new QueuesInOrder(List.of("q"), Set.of(), Rotation.STRICT), 5);
        StandingClaimSession ofAll = waiting(everything(), 5);
        byte[] garbage = "garbage".getBytes(ISO_8859_1);
        client.hset(keys.queue("q").keys().get(9), new byte[] {'o'}, garbage);
        client.hset(keys.standing().get(1), new byte[] {'@'}, garbage);
        assertThat(ids(session, 5)).isEmpty();
        assertThat(ids(ofAll, 5)).isEmpty();

        submit("a", "q", "t", 3);

        assertThat(state("q", "a")).isEqualTo(MessageState.LEASED);
        session.close();
        ofAll.close();
        assertThat(state("q", "a")).isEqualTo(MessageState.READY);
    }

    @Test
    void aFullMemoryRefusesWhatWouldBeHandedOver() {
        waiting(everything(), 1);
        assertThatAFullMemoryRefuses("what makes the only one wait no more");
        waiting(everything(), 5);
        now.incrementAndGet();
        assertThatAFullMemoryRefuses("what makes one of two wait behind the other");
        now.addAndGet(Duration.ofMinutes(2).toMillis());
        assertThatAFullMemoryRefuses("what finds nobody who was heard of lately");

        assertThat(client.hlen(keys.queue("q").keys().get(0))).as("messages").isZero();
        new QueueAudit(client, keys, "q").check();
    }

    private void assertThatAFullMemoryRefuses(String id) {
        client.configSet("maxmemory", "1");
        assertThatThrownBy(() -> submit(id, "q", "t", 3))
                .as(id)
                .isInstanceOf(BackendException.NotApplied.class)
                .hasMessageContaining("maxmemory");
        client.configSet("maxmemory", "0");
    }

    @Test
    void aSessionThatIsClosedIsBroughtNothing() {
        StandingClaimSession session =
                (StandingClaimSession) backend().queues(QueuePolicy.DEFAULT).open(everything(), signals::release);
        session.close();
        session.leaveClaimsStanding();
        assertThatThrownBy(() -> ids(session, 1)).isInstanceOf(IllegalStateException.class);

        submit("a", "q", "t", 3);

        assertThat(state("q", "a")).isEqualTo(MessageState.READY);
    }

    @Test
    void aBackendWithManySessionsWaitsForADeadServerOnce() {
        RedisBackend backend = backend();
        int sessions = 100; // 50 seconds if each of them waited
        for (int i = 0; i < sessions; i++) {
            StandingClaimSession session =
                    (StandingClaimSession) backend.queues(QueuePolicy.DEFAULT).open(everything(), signals::release);
            session.leaveClaimsStanding();
            assertThat(ids(session, 1)).isEmpty();
        }
        server.freeze();
        try {
            long begin = System.nanoTime();
            backend.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        } finally {
            server.thaw();
        }
    }
}
