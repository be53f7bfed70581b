package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.LockRequest;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.StandingClaimSession;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.ValueWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** Users of the server who may do everything that is needed, or nearly. */
class RedisPermissionsTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Laboratory lab = new Laboratory();
    private RedisProcess server;

    @BeforeEach
    void start() {
        server = lab.server();
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    /** A user with the permissions of the documentation, and what is said here. */
    private RedisBackend as(String... rules) {
        List<String> all = new ArrayList<>(List.of("SETUSER", "ann", "on", ">pw", "resetchannels", "~{alsek}:*"));
        all.addAll(List.of("&{alsek}:*", "-@all", "+@read", "+@write", "+@pubsub", "+@scripting", "+@connection"));
        all.addAll(List.of("+info", "+time", "+wait"));
        all.addAll(List.of(rules));
        try (RedisClient client = Laboratory.client(server)) {
            Laboratory.command(client, Protocol.Command.ACL, all.toArray(String[]::new));
        }
        return lab.backend("redis://ann:pw@127.0.0.1:" + server.port);
    }

    private void assertNothingWritten() {
        try (RedisClient client = Laboratory.client(server)) {
            assertThat(client.keys("*")).isSubsetOf("{alsek}:format");
        }
    }

    @Test
    void thoseOfTheDocumentationSuffice() {
        RedisBackend backend = as();
        QueueStore queues = backend.queues(QueuePolicy.DEFAULT);

        queues.submit(List.of(Laboratory.message("m")));
        assertThat(Laboratory.session(queues).claim(1, LEASE, "1").messages()).hasSize(1);
        backend.values().set(List.of(ValueWrite.of("v", new byte[1], LEASE)));
        assertThat(backend.values().scan("*")).containsExactly("v");
        assertThat(backend.locks().orElseThrow().acquire(new LockRequest("l", "me", LEASE, 1)))
                .isPresent();
        assertThat(backend.health().problem()).isNull();
        backend.clear();
    }

    @Test
    void withoutTheOneForListenersNothingIsHandedOver() {
        RedisBackend backend = as("-pubsub");
        QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
        StandingClaimSession session = (StandingClaimSession) Laboratory.session(queues);
        session.leaveClaimsStanding();
        assertThat(session.claim(1, LEASE, "1").messages()).isEmpty();

        queues.submit(List.of(Laboratory.message("m")));

        assertThat(backend.administration().counts("q").ready()).isEqualTo(1);
        assertThat(session.claim(1, LEASE, "2").messages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-publish",
                "-time",
                "-hset",
                "-hincrby",
                "-hmget",
                "-hdel",
                "-zadd",
                "-zrem",
                "-rpush",
                "-ltrim",
                "-unlink",
                "-set",
                "-pexpireat",
                "-zrangebylex",
                "-hscan",
                "-@write",
                "-@read",
                "-evalsha",
                "-eval",
                "-@scripting"
            })
    void aCommandThatIsMissingIsNamedBeforeAnythingIsWritten(String rule) {
        RedisBackend backend = as(rule);

        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("m"))))
                .withMessageContainingAll("NOPERM", "docs/redis.md")
                .satisfies(e -> {
                    if (!rule.contains("@")) {
                        assertThat(e.getMessage()).containsIgnoringCase(rule.substring(1));
                    }
                });
        assertNothingWritten();
        assertThat(backend.health().problem()).contains("NOPERM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resetkeys", "resetchannels"})
    void keysAndChannelsThatAreMissingAreNamed(String rule) {
        RedisBackend backend = as(rule);

        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("m"))))
                .withMessageContainingAll("NOPERM", "~{namespace}:* &{namespace}:*");
        assertNothingWritten();
    }

    @Test
    void whoMayNotListenIsToldByTheHealthCheck() {
        RedisBackend backend = as("-subscribe");
        backend.events().orElseThrow().subscribe("c", new ChannelListener() {
            @Override
            public void onMessage(byte[] payload) {}

            @Override
            public void onGap() {}
        });

        Awaitility.await().untilAsserted(() -> {
            RedisHealth health = backend.health();
            assertThat(health.healthy()).isFalse();
            assertThat(health.problem()).contains("NOPERM", "subscribe", "docs/redis.md");
        });
    }

    @Test
    void whoMayNotAskWhatTheServerIsMayUseItAllTheSame() {
        RedisBackend backend = as("-info");

        assertThat(backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("m"))))
                .containsExactly(SubmitOutcome.ACCEPTED);
        assertThat(backend.health().healthy()).isTrue();
        assertThat(backend.health().version()).isNull();
    }

    @Test
    void aUserWhoIsDisabledIsNamed() {
        RedisBackend backend = as("off");

        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> backend.queues(QueuePolicy.DEFAULT).submit(List.of(Laboratory.message("m"))))
                .withMessageContaining("the user is disabled");
    }
}
