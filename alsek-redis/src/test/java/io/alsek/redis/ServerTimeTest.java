package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.QueuePolicy;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.ValueWrite.Condition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/**
 * Values by the server's clock. (The contract runs by a clock of its own.)
 */
class ServerTimeTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Keys KEYS = new Keys("alsek");

    private final Laboratory lab = new Laboratory();
    private RedisProcess server;
    private RedisBackend backend;
    private ValueStore values;

    @BeforeEach
    void open() {
        server = lab.server();
        backend = lab.backend(server.url());
        values = backend.values();
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private boolean set(String value, @Nullable Duration ttl, Condition condition) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return values.set(List.of(new ValueWrite("key", bytes, ttl, condition))).get(0);
    }

    private @Nullable String value() {
        byte[] bytes = values.get(List.of("key")).get("key");
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** What is left of the value in ms, -1 if it stays for ever. */
    private long ttl() {
        try (RedisClient client = Laboratory.client(server)) {
            byte[] entry =
                    client.hget(KEYS.values().get(0), ValueField.of("key").bytes());
            long end = Records.get6(ByteBuffer.wrap(entry, Long.BYTES - 2, Long.BYTES - 2));
            return end == Millis.NEVER ? -1 : end - System.currentTimeMillis();
        }
    }

    private long kept() {
        try (RedisClient client = Laboratory.client(server)) {
            return client.hlen(KEYS.values().get(0))
                    + client.zcard(KEYS.values().get(1));
        }
    }

    @Test
    void aValueEndsByItself() {
        assertThat(set("a", SHORT, Condition.ALWAYS)).isTrue();

        Awaitility.await().atMost(PATIENCE).until(() -> value() == null);
        assertThat(values.existing(List.of("key"))).isEmpty();
        assertThat(values.scan("*")).isEmpty();
        assertThat(values.delete(List.of("key"))).isZero();
    }

    @Test
    void whatIsOverIsRemovedByWhateverIsWrittenNext() {
        set("a", SHORT, Condition.ALWAYS);
        assertThat(kept()).isEqualTo(2);
        Awaitility.await().atMost(PATIENCE).until(() -> value() == null);

        values.set(List.of(ValueWrite.of("other", new byte[1], null)));

        assertThat(kept()).as("the other value").isEqualTo(1);
    }

    @Test
    void whatIsOverIsRemovedBySweeps() {
        List<ValueWrite> many = IntStream.range(0, 2_000)
                .mapToObj(i -> ValueWrite.of((i % 2 == 0 ? "status:" : "result:") + i / 2, new byte[9], SHORT))
                .toList();
        values.set(many);
        set("a", LONG, Condition.ALWAYS);
        Awaitility.await().atMost(PATIENCE).until(() -> values.count("*") == 1);

        while (backend.queues(QueuePolicy.DEFAULT).sweep(100, LONG).more()) {
            // once more
        }

        assertThat(kept()).isEqualTo(2);
    }

    @Test
    void anUpdateWithoutTtlKeepsWhatIsLeft() {
        set("a", LONG, Condition.ALWAYS);

        assertThat(set("b", null, Condition.ALWAYS)).isTrue();
        assertThat(set("c", null, Condition.IF_PRESENT)).isTrue();

        assertThat(value()).isEqualTo("c");
        assertThat(ttl()).isBetween(1L, LONG.toMillis());
    }

    @Test
    void aNewValueWithoutTtlStaysForEver() {
        assertThat(set("a", null, Condition.IF_ABSENT)).isTrue();

        assertThat(value()).isEqualTo("a");
        assertThat(ttl()).isEqualTo(-1);
    }

    @Test
    void conditionsAreKept() {
        assertThat(set("a", LONG, Condition.IF_PRESENT)).isFalse();
        assertThat(set("a", null, Condition.IF_PRESENT)).isFalse();
        assertThat(value()).isNull();

        assertThat(set("b", LONG, Condition.IF_ABSENT)).isTrue();
        assertThat(set("c", LONG, Condition.IF_ABSENT)).isFalse();
        assertThat(set("c", null, Condition.IF_ABSENT)).isFalse();
        assertThat(value()).isEqualTo("b");
        assertThat(set("d", Duration.ofMinutes(1), Condition.IF_PRESENT)).isTrue();
        assertThat(value()).isEqualTo("d");
        assertThat(ttl()).isBetween(1L, 60_000L);
    }
}
