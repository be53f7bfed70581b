package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.ValueWrite.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/**
 * Values by the server's clock, where Redis itself keeps the time. (The contract runs by a clock of its own, and so takes
 * another way through the script.)
 */
class ServerTimeTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Laboratory lab = new Laboratory();
    private RedisProcess server;
    private ValueStore values;

    @BeforeEach
    void open() {
        server = lab.server();
        values = lab.backend(server.url()).values();
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

    private long ttl() {
        try (RedisClient client = Laboratory.client(server)) {
            return client.pttl("{alsek}:v:key");
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
