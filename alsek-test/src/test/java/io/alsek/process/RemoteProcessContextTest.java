package io.alsek.process;

import io.alsek.spi.Backend;
import io.alsek.worker.FarBackend;

/** Child processes of a pool on a backend that is a round trip away behave like those on one that is not. */
class RemoteProcessContextTest extends ProcessContextTest {

    @Override
    Backend backend() {
        return new FarBackend().backend();
    }
}
