package io.alsek.worker;

import io.alsek.broker.Delivery;

/** What the threads of a pool do with the messages that they claim. Thread-safe. */
interface Performer {

    /** Waits until a message could be run if one were claimed now. */
    void awaitRoom() throws InterruptedException;

    /** Lets nobody wait any more; the pool is being stopped. */
    void endWaiting();

    /** A thread does not come back from a message although it was interrupted. Another takes its place. */
    void givenUp(Thread hung);

    /** Runs a message on the calling thread, or has it run while the calling thread waits. */
    void perform(Delivery delivery) throws InterruptedException;
}
