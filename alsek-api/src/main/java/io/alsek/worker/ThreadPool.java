package io.alsek.worker;

import io.alsek.broker.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of threads each of which takes all the steps itself: take one message from the desk, run it, settle it, take
 * the next. No message is claimed without an idle thread that runs it.
 *
 * <p>Idle threads sleep at the bell. A message wakes one of them, and whoever takes one while there are more wakes
 * the next.
 */
final class ThreadPool implements WorkerPool {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private final PoolLife life;
    private final Worker worker;
    private final int size;
    private final Bell bell = new Bell();
    private final IdlePause idle;
    private final Desk desk;
    private final boolean remote;
    private final Performer performer;
    private final AtomicInteger threadsMade = new AtomicInteger();
    private final Set<Slot> slots = ConcurrentHashMap.newKeySet();

    ThreadPool(PoolLife life, int size, PoolOptions options, Performer performer) {
        this.life = life;
        this.worker = life.worker();
        this.size = size;
        this.performer = performer;
        this.idle = new IdlePause(options.environment(), options.idlePause(), worker.name(), this::mayHaveMore);
        this.remote = options.remote();
        this.desk = new Desk(life, size, options.remote(), idle, bell);
        worker.onReady(this::mayHaveMore);
        worker.onAbandoned((delivery, thread) -> replace(thread));
    }

    @Override
    public String name() {
        return worker.name();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int running() {
        return worker.running();
    }

    @Override
    public WorkerPool start() {
        life.start(() -> {
            if (remote) {
                worker.standBy(); // who is idle does nothing but wait
            }
            for (int i = 0; i < size; i++) {
                startSlot();
            }
        });
        return this;
    }

    @Override
    public void run() throws InterruptedException {
        life.run(this);
    }

    @Override
    public boolean stop(Duration patience) {
        idle.close();
        return life.stop(patience, () -> {
            bell.ringForAll(slots.size() + 1);
            performer.endWaiting();
        });
    }

    private void mayHaveMore() {
        desk.mayHaveMore();
    }

    private void startSlot() {
        Slot slot = new Slot();
        slots.add(slot);
        slot.thread.start();
    }

    /** A handler does not come back from its interruption: its thread is given up and another takes its place. */
    private void replace(@Nullable Thread hung) {
        for (Slot slot : List.copyOf(slots)) {
            if (slot.thread.equals(hung) && slots.remove(slot)) {
                slot.givenUp = true;
                performer.givenUp(slot.thread);
                desk.threadIsFree(); // the one that takes its place
                if (life.isWorking()) {
                    startSlot();
                }
            }
        }
    }

    /** One thread and its loop. */
    private final class Slot implements Runnable {

        private final Thread thread;

        /** Set when another has taken its place; the loop ends then. */
        private volatile boolean givenUp;

        Slot() {
            thread = new Thread(this, worker.name() + "-" + threadsMade.incrementAndGet());
        }

        @Override
        public void run() {
            try {
                while (life.isWorking() && !givenUp) {
                    step();
                }
            } catch (InterruptedException e) {
                LOG.debug("The thread {} was told to end", thread.getName(), e);
            } finally {
                slots.remove(this);
            }
        }

        private void step() throws InterruptedException {
            performer.awaitRoom();
            if (!life.isWorking()) {
                return;
            }
            Delivery delivery;
            try {
                delivery = desk.take();
            } catch (IllegalStateException e) {
                endBecause(e);
                return;
            }
            if (delivery == null) {
                return;
            }
            try {
                performer.perform(delivery);
            } catch (RuntimeException | Error e) {
                LOG.error("{} failed outside of its handler", delivery, e);
            } finally {
                if (!givenUp) {
                    desk.threadIsFree();
                }
                Thread.interrupted(); // a handler may have left it set; nobody else interrupts this thread
            }
        }

        /** The session is closed. That is as it should be if the pool is being stopped. */
        private void endBecause(IllegalStateException e) {
            if (life.isWorking()) {
                LOG.error(
                        "The worker pool \"{}\" stops working because its backend was closed;"
                                + " stop the pool before the backend",
                        worker.name(),
                        e);
                givenUp = true;
            }
        }
    }
}
