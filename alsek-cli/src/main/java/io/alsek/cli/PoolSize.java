package io.alsek.cli;

import io.alsek.worker.WorkerPoolBuilder;

/**
 * How many tasks a pool runs at once.
 *
 * @param slots as asked for
 */
record PoolSize(int slots) {

    private static final int MOST = 100_000;

    static PoolSize of(String option, int slots) {
        if (slots < 1 || slots > MOST) {
            throw new RefusedException(option + " must be from 1 to " + MOST + ", but is " + slots);
        }
        return new PoolSize(slots);
    }

    WorkerPoolBuilder on(WorkerPoolBuilder pool) {
        return pool.size(slots);
    }
}
