package io.alsek.redis;

import io.alsek.spi.Backend;
import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import io.alsek.test.contract.OtherProcess;
import io.alsek.test.contract.Wire;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Redis keeps the whole contract, in virtual time. */
class RedisContractTest extends BackendContract {

    @Override
    protected BackendUnderTest backendUnderTest() {
        return new RedisUnderTest(SharedRedis.url());
    }

    /** Servers at a URL, of which other processes are told. Only to a single one there is a wire. */
    static final class RedisUnderTest implements BackendUnderTest {

        private static final String URL = "alsek.test.redis.url";

        private final String url;

        /** In another process. */
        RedisUnderTest() {
            this(System.getProperty(URL));
        }

        RedisUnderTest(String url) {
            this.url = url;
        }

        @Override
        public Backend open(String namespace, InstantSource clock) {
            return RedisBackend.builder()
                    .url(url)
                    .namespace(namespace)
                    .clock(clock)
                    .build();
        }

        @Override
        public Optional<Wire> wire() {
            return url.startsWith("redis://") ? Optional.of(new RedisWire(url)) : Optional.empty();
        }

        @Override
        public Optional<OtherProcess> otherProcess() {
            return Optional.of(new OtherProcess(RedisUnderTest.class, Map.of(URL, url)));
        }
    }
}
