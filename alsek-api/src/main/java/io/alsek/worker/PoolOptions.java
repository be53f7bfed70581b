package io.alsek.worker;

import io.alsek.broker.Environment;
import io.alsek.message.Backoff;

/**
 * What the pools need besides their worker.
 *
 * @param environment the engine's surroundings
 * @param idlePause the upper bound between checks when nothing is ready
 * @param remote whether the backend is a round trip away
 */
record PoolOptions(Environment environment, Backoff idlePause, boolean remote) {}
