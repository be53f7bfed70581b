package io.alsek.worker;

import io.alsek.spi.Backend;

/** Trouble with handlers is the same on a backend that is a round trip away. */
class RemoteHandlerTroubleTest extends HandlerTroubleTest {

    @Override
    Backend backend() {
        return new FarBackend().backend();
    }
}
