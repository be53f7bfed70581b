package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sentinels ask for a password of their own, which is seldom that of the servers. */
class RedisSentinelLoginTest {

    private final Laboratory lab = new Laboratory();
    private RedisProcess sentinel;

    @BeforeEach
    void start() {
        RedisProcess master = lab.server("--requirepass", "of the server");
        sentinel = RedisProcess.sentinel("requirepass \"of the sentinel\"\nsentinel monitor main 127.0.0.1 "
                + master.port + " 1\nsentinel auth-pass main \"of the server\"\n");
        lab.add(sentinel);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private RedisBackendBuilder builder() {
        return RedisBackend.builder()
                .sentinel("main", "127.0.0.1:" + sentinel.port)
                .login(null, "of the server");
    }

    @Test
    void theyAreLoggedInAtWithTheirOwn() {
        RedisBackend backend = builder().sentinelLogin(null, "of the sentinel").build();
        lab.add(backend);

        assertThat(backend.health().problem()).isNull();
    }

    @Test
    void whoForgetsItIsTold() {
        RedisBackend backend = builder().build();
        lab.add(backend);

        assertThat(backend.health().problem()).contains("main", "sentinelLogin");
    }
}
