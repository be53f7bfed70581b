package io.alsek.worker;

import io.alsek.broker.Delivery;

/** Runs messages on the threads that claim them, or on the main thread of their pool if they ask for it. */
final class InThreads implements Performer {

    private final PoolLife life;

    InThreads(PoolLife life) {
        this.life = life;
    }

    @Override
    public void awaitRoom() {
        // Where there is a thread to ask, there is room.
    }

    @Override
    public void endWaiting() {
        // Nobody waits.
    }

    @Override
    public void givenUp(Thread hung) {
        // Nothing stops a thread that does not want to.
    }

    @Override
    public void perform(Delivery delivery) throws InterruptedException {
        Worker worker = life.worker();
        if (delivery.message().settings().mainThread()) {
            worker.hold(delivery);
            life.mainThread().call(() -> worker.performHeld(delivery));
        } else {
            worker.performSoon(delivery);
        }
    }
}
