package io.alsek.redis;

import io.alsek.spi.Backend;
import io.alsek.test.BackendFactory;

/** Opens backends on the server that tests of this process share; they go by the clock of their harness. */
final class SharedRedisBackends implements BackendFactory {

    @Override
    public Backend open(Setup setup) {
        return RedisBackend.builder()
                .url(SharedRedis.url())
                .namespace(setup.namespace())
                .clock(setup.clock())
                .build();
    }

    @Override
    public String toString() {
        return "Redis";
    }
}
