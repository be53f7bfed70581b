package io.alsek.process;

import io.alsek.broker.Broker;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * What the children of a pool share.
 *
 * @param broker what they ask
 * @param output what takes their output
 * @param longestFrame the most bytes of a frame's body
 * @param helpers answers what they ask
 * @param notes makes what hands notes on to one of them, so that none can hold up another's
 * @param beforeProgress what must be done before one reports progress
 */
record ChildSurroundings(
        Broker broker,
        ProcessOutput output,
        int longestFrame,
        Executor helpers,
        Supplier<ExecutorService> notes,
        Runnable beforeProgress) {}
