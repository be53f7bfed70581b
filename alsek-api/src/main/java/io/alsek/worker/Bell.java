package io.alsek.worker;

import java.util.concurrent.Semaphore;

/**
 * Wakes one sleeper per ring. A ring that finds nobody asleep is kept for whoever goes to sleep next, so none is lost
 * between looking for work and going to sleep; more than one are not kept. Thread-safe.
 */
final class Bell {

    private final Semaphore rings = new Semaphore(0);

    /** Wakes one. */
    void ring() {
        if (rings.availablePermits() < 1) {
            rings.release();
        }
    }

    /** Wakes this many, whoever is asleep. */
    void ringForAll(int sleepers) {
        rings.release(sleepers);
    }

    /** Sleeps until rung. */
    void sleep() throws InterruptedException {
        rings.acquire();
    }
}
