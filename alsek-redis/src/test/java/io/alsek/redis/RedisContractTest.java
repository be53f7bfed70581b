package io.alsek.redis;

import io.alsek.spi.Backend;
import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import java.time.InstantSource;

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
        };
    }
}
