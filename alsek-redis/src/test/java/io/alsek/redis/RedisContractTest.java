package io.alsek.redis;

import io.alsek.spi.Backend;
import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import io.alsek.test.contract.Wire;
import java.time.InstantSource;
import java.util.Optional;

/** Redis keeps the whole contract, in virtual time. */
class RedisContractTest extends BackendContract {

    @Override
    protected BackendUnderTest backendUnderTest() {
        return new BackendUnderTest() {
            @Override
            public Backend open(String namespace, InstantSource clock) {
                return RedisBackend.builder()
                        .url(SharedRedis.url())
                        .namespace(namespace)
                        .clock(clock)
                        .build();
            }

            @Override
            public Optional<Wire> wire() {
                boolean plain = SharedRedis.url().startsWith("redis://");
                return plain ? Optional.of(new RedisWire(SharedRedis.url())) : Optional.empty();
            }
        };
    }
}
