package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.Rotation;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/** Garbage that somebody has written into the records of a queue harms the message that it stands for, and no other. */
class GarbageTest {

    private static final Duration LEASE = Duration.ofSeconds(20);

    private final String namespace = "garbage-" + UUID.randomUUID();
    private final Keys.OfQueue keys = new Keys(namespace).queue("q");
    private Instant now = Instant.parse("2041-05-06T07:08:09.123Z");
    private final RedisBackend backend = RedisBackend.builder()
            .url(SharedRedis.url())
            .namespace(namespace)
            .clock(() -> now)
            .build();
    private final QueueStore queues = backend.queues(new QueuePolicy(3, Duration.ofHours(1), Duration.ofDays(2)));
    private final ClaimSession session = queues.open(new AllQueues(Set.of(), Rotation.STRICT), () -> {});
    private final RedisClient client = client();

    private static RedisClient client() {
        URI url = URI.create(SharedRedis.url());
        return RedisClient.builder().hostAndPort(url.getHost(), url.getPort()).build();
    }

    @AfterEach
    void clear() {
        backend.clear();
        backend.close();
        client.close();
    }

    /** What stands where a record was. */
    enum Garbage {
        NOTHING,
        SHORT,
        CUT_OFF_BEHIND_ITS_PLACE,
        CUT_OFF_IN_ITS_TASK,
        LONG,
        LONG_BEHIND_ITS_PLACE,
        ALL_ONES;

        byte[] instead(byte[] record) {
            byte[] random = new byte[200];
            new Random(5).nextBytes(random);
            return switch (this) {
                case NOTHING -> new byte[0];
                case SHORT -> new byte[] {1, 2, 3};
                case CUT_OFF_BEHIND_ITS_PLACE -> Arrays.copyOf(record, 17);
                case CUT_OFF_IN_ITS_TASK -> Arrays.copyOf(record, 37);
                case LONG -> random;
                case LONG_BEHIND_ITS_PLACE -> {
                    System.arraycopy(record, 0, random, 0, Math.min(record.length, 16));
                    yield random;
                }
                case ALL_ONES -> {
                    Arrays.fill(random, (byte) 0xFF);
                    yield random;
                }
            };
        }
    }

    private void submit(String id, int priority, @Nullable Instant ready, @Nullable Instant expires) {
        queues.submit(List.of(Submission.of(
                new QueuedMessage(id, "q", "task", priority, ready == null ? now : ready, expires, new byte[9]))));
    }

    private void spoil(char letter, String id, Garbage garbage) {
        byte[] key = key(letter);
        byte[] field = id.getBytes(ISO_8859_1);
        byte[] record = client.hget(key, field);
        assertThat(record).as("%s in %s", id, letter).isNotNull();
        client.hset(key, field, garbage.instead(record));
    }

    private byte[] key(char letter) {
        return keys.keys().get("mlewrtzydcfgxbqh".indexOf(letter));
    }

    /** Claims and completes until nothing is left; returns what was run. */
    private List<String> drain() {
        List<String> done = new ArrayList<>();
        Claims claims;
        int round = 0;
        do {
            claims = session.claim(3, LEASE, UUID.randomUUID().toString());
            for (ClaimedMessage claimed : claims.messages()) {
                done.add(claimed.message().id());
                assertThat(queues.settle(List.of(new Settlement.Complete(claimed.lease(), Effects.NONE))))
                        .containsExactly(LeaseState.HELD);
            }
            assertThat(++round).as("rounds").isLessThan(50);
        } while (claims.more() || !claims.messages().isEmpty());
        return done.stream().sorted().toList();
    }

    /** Everything else still works: nothing throws, and new messages come through. */
    private void assertSound() {
        assertThatCode(() -> queues.sweep(100, LEASE)).doesNotThrowAnyException();
        assertThatCode(() -> backend.administration().browse("q", null, 100)).doesNotThrowAnyException();
        assertThatCode(() -> backend.administration().counts("q")).doesNotThrowAnyException();
        assertThatCode(() -> backend.administration().waitingByTask("q")).doesNotThrowAnyException();
        assertThatCode(() -> queues.find(List.of(new MessageKey("q", "bad")))).doesNotThrowAnyException();
        assertThatCode(() -> backend.deadLetters().browse("q", null, 100)).doesNotThrowAnyException();
        submit("new", 0, null, null);
        assertThat(drain()).contains("new");
        now = now.plus(Duration.ofHours(20));
        assertThatCode(() -> queues.sweep(100, LEASE)).doesNotThrowAnyException();
        backend.administration().purge("q");
        assertThat(backend.administration().counts("q").alive()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceOfAReadyMessage(Garbage garbage) {
        Stream.of("a", "bad", "b", "c").forEach(id -> submit(id, 5, null, null));

        spoil('m', "bad", garbage);

        assertThat(drain()).contains("a", "b", "c");
        assertSound();
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceOfAMessageOutOfTurn(Garbage garbage) {
        submit("a", 5, null, null);
        Stream.of("bad", "b", "c").forEach(id -> submit(id, 1, null, null));

        spoil('m', "bad", garbage);

        assertThat(drain()).contains("a", "b", "c");
        assertSound();
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceOfADelayedMessage(Garbage garbage) {
        Stream.of("a", "bad", "b").forEach(id -> submit(id, 1, now.plusSeconds(5), null));

        spoil('m', "bad", garbage);
        now = now.plusSeconds(6);

        assertThat(drain()).contains("a", "b");
        assertSound();
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceOfAMessageThatExpires(Garbage garbage) {
        Stream.of("a", "bad", "b").forEach(id -> submit(id, 1, null, now.plusSeconds(5)));
        submit("c", 1, null, null);

        spoil('m', "bad", garbage);
        now = now.plusSeconds(6);

        List<Condemned> condemned = queues.sweep(100, LEASE).condemned();
        assertThat(condemned).extracting(each -> each.claimed().message().id()).contains("a", "b");
        condemned.forEach(each ->
                queues.settle(List.of(new Settlement.Bury(each.claimed().lease(), each.reason(), null, Effects.NONE))));
        assertThat(drain()).contains("c");
        assertSound();
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceOfARunningMessage(Garbage garbage) {
        Stream.of("bad", "b", "c").forEach(id -> submit(id, 5, null, null));
        List<ClaimedMessage> running = session.claim(3, LEASE, "1").messages();

        spoil('m', "bad", garbage);

        List<LeaseState> states = queues.settle(List.of(
                new Settlement.Retry(running.get(0).lease(), now, null, null, Effects.NONE),
                new Settlement.Complete(running.get(1).lease(), Effects.NONE),
                new Settlement.Release(running.get(2).lease(), Effects.NONE)));
        assertThat(states.subList(1, 3)).containsExactly(LeaseState.HELD, LeaseState.HELD);
        now = now.plus(LEASE);
        assertThat(drain()).contains("c");
        assertThat(backend.administration().counts("q").leased()).isZero();
        assertSound();
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceOfALease(Garbage garbage) {
        Stream.of("bad", "b").forEach(id -> submit(id, 5, null, null));
        session.claim(2, LEASE, "1");

        spoil('l', "bad", garbage);
        now = now.plus(LEASE);

        assertThat(drain()).contains("b");
        assertSound();
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceOfADeadLetter(Garbage garbage) {
        Stream.of("bad", "b").forEach(id -> submit(id, 5, null, null));
        session.claim(2, LEASE, "1")
                .messages()
                .forEach(claimed -> queues.settle(
                        List.of(new Settlement.Bury(claimed.lease(), DeathReason.FAILED, null, Effects.NONE))));

        spoil('b', "bad", garbage);

        assertThat(backend.deadLetters().browse("q", null, 10).elements())
                .extracting(letter -> letter.message().id())
                .contains("b");
        assertSound();
        now = now.plus(Duration.ofDays(3));
        queues.sweep(100, LEASE);
        assertThat(backend.administration().counts("q").dead()).isZero();
    }

    @Nested
    class AnEntryThatStandsForNothing {

        @Test
        void inTheList() {
            submit("a", 5, null, null);
            client.rpush(key('w'), new byte[3]);
            submit("b", 5, null, null);

            assertThat(drain()).containsExactly("a", "b");
            assertSound();
        }

        @Test
        void amongTheDelayed() {
            submit("a", 5, now.plusSeconds(1), null);
            client.zadd(key('d'), (double) now.toEpochMilli(), new byte[3]);
            now = now.plusSeconds(1);

            assertThat(drain()).containsExactly("a");
            assertSound();
        }

        @Test
        void amongTheMessages() {
            client.hset(key('m'), "stranger".getBytes(ISO_8859_1), new byte[3]);
            submit("a", 5, null, null);

            assertThat(drain()).containsExactly("a");
            assertThat(queues.submit(
                            List.of(Submission.of(new QueuedMessage("stranger", "q", "t", 0, now, null, new byte[0])))))
                    .containsExactly(SubmitOutcome.DUPLICATE);
            assertSound();
        }
    }
}
