package io.alsek.worker;

import io.alsek.spi.Backend;

/** Pools on a backend that is a round trip away behave like those on one that is not. */
class RemotePoolsTest extends RealPoolsTest {

    @Override
    Backend backend() {
        return new FarBackend().backend();
    }
}
