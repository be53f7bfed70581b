package io.alsek.worker;

import io.alsek.broker.Delivery;
import io.alsek.process.Children;
import io.alsek.process.Place;
import java.time.Duration;

/**
 * A pool of child processes. It is a pool of threads, one for each message that the children can run at once, each of
 * which claims, has a child run the handler, waits, and settles. So the parent keeps claims, leases and settlements,
 * and a child that dies takes nothing with it but the attempts that it ran.
 */
final class ProcessPool implements WorkerPool {

    private final PoolLife life;
    private final ThreadPool threads;
    private final Children children;

    ProcessPool(PoolLife life, int size, PoolOptions options, ProcessCalls calls, Children children) {
        this.life = life;
        this.children = children;
        this.threads = new ThreadPool(life, size, options, new InChildren(life.worker(), calls, children));
    }

    @Override
    public String name() {
        return threads.name();
    }

    @Override
    public int size() {
        return threads.size();
    }

    @Override
    public int running() {
        return threads.running();
    }

    /**
     * {@inheritDoc}
     *
     * @throws io.alsek.process.ChildProcessException if a child cannot start; nothing was begun then, and the pool can
     *     be closed but not started again
     */
    @Override
    public WorkerPool start() {
        life.requireNew();
        try {
            children.startFloor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The start of the worker pool \"" + name() + "\" was interrupted", e);
        }
        threads.start();
        return this;
    }

    @Override
    public void run() throws InterruptedException {
        life.run(this);
    }

    @Override
    public boolean stop(Duration patience) {
        try {
            return threads.stop(patience);
        } finally {
            children.close();
        }
    }

    /** Runs messages in children. */
    private record InChildren(Worker worker, ProcessCalls calls, Children children) implements Performer {

        @Override
        public void awaitRoom() throws InterruptedException {
            children.awaitRoom();
        }

        @Override
        public void endWaiting() {
            children.endWaiting();
        }

        @Override
        public void givenUp(Thread hung) {
            calls.giveUp(hung);
        }

        @Override
        public void perform(Delivery delivery) throws InterruptedException {
            Place place = children.tryEnter();
            if (place == null) {
                performLater(delivery);
            } else {
                performThere(place, () -> worker.performSoon(delivery));
            }
        }

        /** Its lease is kept alive, and its time does not run, while a child starts or finishes something else. */
        private void performLater(Delivery delivery) throws InterruptedException {
            worker.hold(delivery);
            Place place = children.enter();
            if (place == null) {
                worker.releaseHeld(delivery);
            } else {
                performThere(place, () -> worker.performHeld(delivery));
            }
        }

        private void performThere(Place place, Runnable run) {
            calls.enter(place);
            try {
                run.run();
            } finally {
                calls.leave();
            }
        }
    }
}
