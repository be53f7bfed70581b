package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.redis.FaultyNetwork.Fate;
import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Effects;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.StandingClaimSession;
import io.alsek.spi.Submission;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.RedisClient;

/** Messages that are handed over to sessions which wait, and what may come between. */
class StandingClaimsTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Laboratory lab = new Laboratory();
    private final AtomicLong now =
            new AtomicLong(Instant.parse("2041-05-06T07:08:09.123Z").toEpochMilli());
    private final AtomicInteger nonces = new AtomicInteger();
    private final Semaphore signals = new Semaphore(0);
    private final Keys keys = new Keys("alsek");
    private RedisProcess server;
    private RedisClient client;
    private FaultyNetwork network;
    private QueueStore producer;

    @BeforeEach
    void open() {
        server = lab.server();
        client = Laboratory.client(server);
        lab.add(client);
        network = new FaultyNetwork(server);
        lab.add(network);
        producer = backend(server.url()).queues(QueuePolicy.DEFAULT);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private RedisBackend backend(String url) {
        return lab.backend(url, () -> Instant.ofEpochMilli(now.get()));
    }

    /** A session of another process, which waits for so many messages; that process listens. */
    private StandingClaimSession waiting(String url, int wanted) {
        int before = channels().size();
        StandingClaimSession session = session(url);
        assertThat(ids(session, wanted)).isEmpty();
        Awaitility.await().until(() -> channels().size() > before);
        return session;
    }

    private StandingClaimSession session(String url) {
        StandingClaimSession session = (StandingClaimSession) backend(url)
                .queues(QueuePolicy.DEFAULT)
                .open(new AllQueues(Set.of(), Rotation.STRICT), signals::release);
        session.leaveClaimsStanding();
        return session;
    }

    private List<String> channels() {
        return Laboratory.processes(client);
    }

    private List<ClaimedMessage> claim(StandingClaimSession session, int max) {
        return session.claim(max, LEASE, "nonce " + nonces.incrementAndGet()).messages();
    }

    private List<String> ids(StandingClaimSession session, int max) {
        return claim(session, max).stream()
                .map(message -> message.message().id())
                .toList();
    }

    private void submit(String... ids) {
        producer.submit(List.of(ids).stream().map(Laboratory::message).toList());
    }

    private MessageState state(String id) {
        MessageKey key = new MessageKey("q", id);
        return producer.find(List.of(key)).get(key).state();
    }

    private void awaitSignal() throws InterruptedException {
        assertThat(signals.tryAcquire(10, TimeUnit.SECONDS)).as("signal").isTrue();
    }

    @Test
    void isLeasedByItsSubmissionAndBroughtWithoutAnotherCall() throws Exception {
        StandingClaimSession session = waiting(server.url(), 3);
        submit("a");
        assertThat(state("a")).isEqualTo(MessageState.LEASED);
        awaitSignal();

        server.freeze();
        try {
            assertThat(ids(session, 3)).containsExactly("a");
        } finally {
            server.thaw();
        }
    }

    @Test
    void takesTurnsAmongTheProcesses() {
        StandingClaimSession one = waiting(server.url(), 5);
        now.incrementAndGet();
        StandingClaimSession other = waiting(server.url(), 5);
        for (String id : List.of("a", "b", "c", "d")) {
            now.incrementAndGet();
            submit(id);
        }

        assertThat(idsOf(one, 2)).containsExactly("a", "c");
        assertThat(idsOf(other, 2)).containsExactly("b", "d");
    }

    /** Notes may still be on their way. */
    private List<String> idsOf(StandingClaimSession session, int count) {
        List<String> all = new ArrayList<>();
        Awaitility.await().until(() -> {
            all.addAll(ids(session, 5));
            return all.size() >= count;
        });
        return all;
    }

    @Test
    void manyMessagesAtOnceAndLongOnesAreClaimed() {
        StandingClaimSession session = waiting(server.url(), 20);
        submit("a", "b", "c", "d", "e");
        assertThat(state("a")).isEqualTo(MessageState.READY);
        assertThat(ids(session, 20)).hasSize(5);

        assertThat(ids(session, 20)).isEmpty();
        QueuedMessage longOne = new QueuedMessage("long", "q", "t", 0, Instant.EPOCH, null, new byte[20_000]);
        producer.submit(List.of(Submission.of(longOne)));
        assertThat(state("long")).isEqualTo(MessageState.READY);
        assertThat(ids(session, 20)).containsExactly("long");
    }

    @Test
    void whatNobodyHearsOfWaitsInItsQueue() {
        StandingClaimSession session = waiting(network.url(), 5);
        network.breakDown();
        Awaitility.await().until(() -> channels().isEmpty());
        submit("a");
        assertThat(state("a")).isEqualTo(MessageState.READY);

        network.mend();

        assertThat(claimAtLast(session)).hasSize(1);
    }

    /** Takes the place of the process: it hears what is meant for that, and does nothing. */
    private void intercept(String channel) throws Exception {
        BinaryJedisPubSub deaf = new BinaryJedisPubSub() {};
        RedisClient listening = Laboratory.client(server);
        lab.add(listening);
        Thread thread = new Thread(() -> {
            try {
                listening.subscribe(deaf, channel.getBytes(ISO_8859_1));
            } catch (RuntimeException e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().until(deaf::isSubscribed);
    }

    private List<ClaimedMessage> claimAtLast(StandingClaimSession session) {
        return Awaitility.await()
                .ignoreExceptionsInstanceOf(BackendException.class)
                .until(() -> claim(session, 5), messages -> !messages.isEmpty());
    }

    @Test
    void aNoteThatIsLostIsMadeUpForByTheNextClaim() throws Exception {
        StandingClaimSession session = waiting(network.url(), 5);
        intercept(channels().get(0));
        network.breakDown();
        submit("a", "b");
        assertThat(state("b")).isEqualTo(MessageState.LEASED);
        network.mend();

        List<ClaimedMessage> claimed = claimAtLast(session);

        assertThat(claimed).extracting(message -> message.message().id()).containsExactly("a", "b");
        assertThat(claimed).allMatch(message -> message.deliveries() == 1);
        assertThat(producer.settle(claimed.stream()
                        .<Settlement>map(message -> new Settlement.Complete(message.lease(), Effects.NONE))
                        .toList()))
                .containsOnly(LeaseState.HELD);
    }

    @Test
    void soDoesAClaimWhoseOwnReplyIsLost() throws Exception {
        StandingClaimSession session = waiting(network.url(), 5);
        intercept(channels().get(0));
        network.breakDown();
        submit("a");
        network.mend();
        Awaitility.await().until(() -> {
            try {
                network.plan(Fate.DROP, Fate.DROP);
                claim(session, 5);
                return false;
            } catch (BackendException.OutcomeUnknown e) {
                return true;
            } catch (BackendException e) {
                return false;
            }
        });

        assertThat(ids(session, 5)).containsExactly("a");
    }

    @Test
    void foreignKeysInPlaceOfTheOrdersHarmNobody() {
        StandingClaimSession session = session(server.url());
        for (byte[] key : keys.standing()) {
            ids(session, 5);
            client.del(key);
            client.set(key, "foreign".getBytes(ISO_8859_1));
            String id = "m" + nonces.incrementAndGet();
            submit(id);
            assertThat(ids(session, 5)).containsExactly(id);
            producer.sweep(10, LEASE);
        }
        session.close();
    }

    @Test
    void garbageInPlaceOfAnOrderHarmsNobody() {
        StandingClaimSession session = waiting(server.url(), 5);
        byte[] orders = keys.standing().get(1);
        byte[] name = client.hkeys(orders).stream()
                .filter(field -> field.length == RedisClaimSession.NAME)
                .findFirst()
                .orElseThrow();
        for (int length : List.of(0, 5, 30, 31, 40, 200)) {
            byte[] garbage = new byte[length];
            Arrays.fill(garbage, (byte) 99);
            client.hset(orders, name, garbage);
            String id = "m" + length;
            submit(id);
            assertThat(state(id)).isEqualTo(MessageState.READY);
            assertThat(ids(session, 5)).containsExactly(id);
            assertThat(ids(session, 5)).isEmpty();
        }
        submit("last");
        assertThat(state("last")).isEqualTo(MessageState.LEASED);
    }

    @Test
    void sessionsThatAreGoneAreForgotten() {
        waiting(server.url(), 5);
        assertThat(client.hlen(keys.standing().get(1))).isPositive();
        now.addAndGet(Duration.ofHours(2).toMillis());

        producer.sweep(10, LEASE);

        assertThat(client.exists(keys.standing().get(0))).isFalse();
        assertThat(client.hkeys(keys.standing().get(1))).isEmpty();
    }

    @Test
    void nothingIsHandedOverToASessionThatHasNotBeenHeardOfForLong() {
        StandingClaimSession session = waiting(server.url(), 5);
        now.addAndGet(Duration.ofMinutes(2).toMillis());

        submit("a");

        assertThat(state("a")).isEqualTo(MessageState.READY);
        assertThat(ids(session, 5)).containsExactly("a");
    }

    @Test
    void whateverGetsLostOnTheWayEachMessageIsDoneOnce() {
        List<StandingClaimSession> sessions =
                IntStream.range(0, 3).mapToObj(i -> waiting(network.url(), 4)).toList();
        network.strike(30);
        Map<String, Integer> done = new TreeMap<>();
        Set<String> accepted = new TreeSet<>();
        for (int round = 0; round < 150; round++) {
            now.incrementAndGet();
            submit("m" + round);
            accepted.add("m" + round);
            work(sessions.get(round % 3), done);
        }
        network.strike(0);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            now.addAndGet(LEASE.toMillis());
            sessions.forEach(session -> work(session, done));
            return done.keySet().equals(accepted);
        });

        assertThat(done.values()).containsOnly(1);
        assertThat(network.struck(Fate.DROP) + network.struck(Fate.CUT)).isPositive();
    }

    /** Claims what there is, and settles it by a connection that works. */
    private void work(StandingClaimSession session, Map<String, Integer> done) {
        List<ClaimedMessage> claimed = new ArrayList<>();
        try {
            claimed.addAll(claim(session, 2));
        } catch (BackendException e) {
            return; // the next time, then
        }
        for (ClaimedMessage message : claimed) {
            if (producer.settle(List.of(new Settlement.Complete(message.lease(), Effects.NONE)))
                    .contains(LeaseState.HELD)) {
                done.merge(message.message().id(), 1, Integer::sum);
            }
        }
    }
}
