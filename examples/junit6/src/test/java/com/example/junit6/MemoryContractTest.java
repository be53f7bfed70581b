package com.example.junit6;

import io.alsek.memory.MemoryBackend;
import io.alsek.spi.Backend;
import io.alsek.test.contract.BackendContract;
import io.alsek.test.contract.BackendUnderTest;
import java.time.InstantSource;

/** Whoever writes a backend can examine it on JUnit 6, too. */
class MemoryContractTest extends BackendContract {

    @Override
    protected BackendUnderTest backendUnderTest() {
        return new BackendUnderTest() {

            private MemoryBackend first;

            @Override
            public synchronized Backend open(String namespace, InstantSource clock) {
                if (first == null) {
                    first = MemoryBackend.builder().clock(clock).build();
                }
                return first.open(namespace);
            }
        };
    }
}
