package io.alsek.test.contract;

import io.alsek.memory.MemoryBackend;
import io.alsek.spi.Backend;
import java.time.Duration;
import java.time.InstantSource;

/** The in-memory backend keeps the whole contract. */
class MemoryBackendContractTest extends BackendContract {

    @Override
    protected BackendUnderTest backendUnderTest() {
        return new MemoryUnderTest();
    }

    /** One storage; the backend that it begins with stays open as long as it. */
    static final class MemoryUnderTest implements BackendUnderTest {

        private MemoryBackend first;

        @Override
        public synchronized Backend open(String namespace, InstantSource clock) {
            if (first == null) {
                first = MemoryBackend.builder().clock(clock).build();
            }
            return first.open(namespace);
        }

        /** Everything happens on the thread that causes it. */
        @Override
        public Duration patience() {
            return Duration.ZERO;
        }
    }
}
