package io.alsek.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.ValueWrite.Condition;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

/** Status and result of a message share an entry of the values, and yet are two values. */
class ValuesOfMessagesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<Condition> CONDITIONS = List.of(Condition.values());

    private final String namespace = "values-" + UUID.randomUUID();
    private final Keys keys = new Keys(namespace);
    private Instant now = Instant.parse("2041-05-06T07:08:09.123Z");
    private final RedisBackend backend = RedisBackend.builder()
            .url(SharedRedis.url())
            .namespace(namespace)
            .clock(() -> now)
            .build();
    private final ValueStore values = backend.values();
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

    private static ValueWrite write(String key, String value, @Nullable Duration ttl, Condition condition) {
        return new ValueWrite(key, value.getBytes(UTF_8), ttl, condition);
    }

    private @Nullable String value(String key) {
        byte[] bytes = values.get(List.of(key)).get(key);
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    private long entries() {
        return client.hlen(keys.values().get(0));
    }

    @Test
    void eachHasItsOwnEnd() {
        values.set(List.of(
                write("status:1", "submitted", HOUR, Condition.ALWAYS),
                write("status:2", "x", HOUR, Condition.ALWAYS)));
        assertThat(values.set(List.of(
                        write("status:1", "done", null, Condition.IF_PRESENT),
                        write("result:1", "42", MINUTE, Condition.ALWAYS))))
                .containsExactly(true, true);
        assertThat(entries()).isEqualTo(2);

        now = now.plus(MINUTE);
        assertThat(value("status:1")).isEqualTo("done");
        assertThat(value("result:1")).isNull();
        assertThat(values.scan("*")).containsExactlyInAnyOrder("status:1", "status:2");

        now = now.plus(HOUR);
        assertThat(value("status:1")).isNull();
        values.set(List.of(write("other", "x", null, Condition.ALWAYS)));
        values.set(List.of(write("other", "x", null, Condition.ALWAYS)));
        assertThat(entries()).as("what is over has been removed").isEqualTo(1);
        assertThat(client.zcard(keys.values().get(1))).isZero();
    }

    @Test
    void eachIsTakenAndDeletedAlone() {
        values.set(List.of(
                write("result:1", "42", HOUR, Condition.ALWAYS), write("status:1", "done", HOUR, Condition.ALWAYS)));

        assertThat(values.take(List.of("result:1", "result:1"))).containsOnlyKeys("result:1");
        assertThat(value("status:1")).isEqualTo("done");
        assertThat(values.delete(List.of("result:1", "status:1"))).isEqualTo(1);
        assertThat(entries()).isZero();
    }

    @Test
    void anAnswerSaysWhichOfTheTwoWasWritten() {
        values.set(List.of(write("result:1", "old", HOUR, Condition.ALWAYS)));

        assertThat(values.set(List.of(
                        write("status:1", "a", null, Condition.IF_PRESENT),
                        write("result:1", "b", HOUR, Condition.ALWAYS))))
                .containsExactly(false, true);
        assertThat(values.set(List.of(
                        write("result:1", "c", HOUR, Condition.IF_ABSENT),
                        write("status:1", "d", HOUR, Condition.IF_ABSENT))))
                .containsExactly(false, true);
        assertThat(value("result:1")).isEqualTo("b");
        assertThat(value("status:1")).isEqualTo("d");
    }

    /** Bytes that are no entry count as nothing. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 14, 15, 40, 300})
    void garbageIsNoValue(int length) {
        byte[] garbage = new byte[length];
        new SplittableRandom(length).nextBytes(garbage);
        client.hset(keys.values().get(0), ValueField.of("status:1").bytes(), garbage);
        client.zadd(keys.values().get(1), 1, garbage);
        values.set(List.of(write("status:2", "x", HOUR, Condition.ALWAYS)));

        assertThat(value("status:2")).isEqualTo("x");
        assertThat(values.set(List.of(write("status:1", "y", HOUR, Condition.ALWAYS))))
                .containsExactly(true);
        assertThat(value("status:1")).isEqualTo("y");
    }

    /** Random writes, in batches with repetitions, beside a map of what must be there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void areWhatAMapWouldHold(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> names = List.of("status:1", "result:1", "status:2", "result:2", "other", "m1", "status:");
        Map<String, String> expected = new HashMap<>();
        Map<String, Instant> ends = new HashMap<>();
        for (int step = 0; step < 300; step++) {
            ends.entrySet().removeIf(end -> !end.getValue().isAfter(now) && expected.remove(end.getKey()) != null);
            List<ValueWrite> writes = new ArrayList<>();
            List<Boolean> written = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                String key = names.get(random.nextInt(names.size()));
                Condition condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
                Duration ttl = random.nextBoolean() ? null : Duration.ofSeconds(1 + random.nextInt(20));
                writes.add(write(key, step + "." + i, ttl, condition));
                boolean there = expected.containsKey(key);
                boolean met = condition == Condition.ALWAYS || (condition == Condition.IF_PRESENT) == there;
                written.add(met);
                if (met) {
                    expected.put(key, step + "." + i);
                    if (ttl != null) {
                        ends.put(key, now.plus(ttl));
                    } else if (!there) {
                        ends.remove(key);
                    }
                }
            }
            assertThat(values.set(writes)).isEqualTo(written);
            String gone = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                assertThat(values.delete(List.of(gone))).isEqualTo(expected.remove(gone) == null ? 0 : 1);
                ends.remove(gone);
            }
            for (String name : names) {
                assertThat(value(name)).as("%s after step %s", name, step).isEqualTo(expected.get(name));
            }
            assertThat(values.scan("*")).containsExactlyInAnyOrderElementsOf(expected.keySet());
            now = now.plusSeconds(random.nextInt(4));
        }
    }
}
