package io.alsek.worker;

import io.alsek.broker.Consumer;
import io.alsek.broker.Delivery;
import io.alsek.spi.BackendException;
import io.alsek.task.BoundTask;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of slots rather than threads. One dispatcher claims as many messages as there are free slots and starts each:
 * an asynchronous handler right there, any other in a virtual thread of its own.
 */
final class AsyncPool implements WorkerPool {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private final PoolLife life;
    private final Worker worker;
    private final int size;
    private final Semaphore freeSlots;

    /** The lease tokens of deliveries that occupy a slot; whoever removes one frees its slot. */
    private final Set<String> occupied = ConcurrentHashMap.newKeySet();

    private final @Nullable ExecutorService virtualThreads;
    private final Bell bell = new Bell();
    private final IdlePause idle;
    private final Thread dispatcher;

    AsyncPool(PoolLife life, int size, PoolOptions options) {
        this.life = life;
        this.worker = life.worker();
        this.size = size;
        this.freeSlots = new Semaphore(size);
        this.virtualThreads = VirtualThreads.newExecutor(worker.name()).orElse(null);
        this.idle = new IdlePause(options.environment(), options.idlePause(), worker.name(), bell::ring);
        this.dispatcher = new Thread(this::dispatch, worker.name() + "-dispatcher");
        worker.onReady(bell::ring);
        worker.onAbandoned((delivery, thread) -> free(delivery));
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
            worker.standBy(); // slots that are free do nothing but wait
            dispatcher.start();
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
        boolean gracefully = life.stop(patience, () -> {
            bell.ring();
            freeSlots.release(); // the dispatcher may be waiting for one
        });
        if (virtualThreads != null) {
            virtualThreads.shutdown();
        }
        return gracefully;
    }

    private void dispatch() {
        try {
            while (life.isWorking()) {
                step();
            }
        } catch (InterruptedException e) {
            LOG.debug("The dispatcher of {} was told to end", worker.name(), e);
        }
    }

    private void step() throws InterruptedException {
        freeSlots.acquire();
        int free = 1 + freeSlots.drainPermits();
        int used = 0;
        try {
            if (!life.isWorking()) {
                return;
            }
            Consumer.Batch batch = worker.claim(free);
            for (Delivery delivery : batch.deliveries()) {
                used++;
                beginGuarded(delivery);
            }
            if (used > 0) {
                idle.foundSomething(null); // the next claim follows, or waits for a slot
            } else if (!batch.more()) {
                freeSlots.release(free); // nobody waits for them but this thread, which sleeps at the bell
                free = 0;
                idle.foundNothing(worker.nextAt());
                bell.sleep();
            }
        } catch (BackendException e) {
            idle.failed(e);
            bell.sleep();
        } catch (IllegalStateException e) {
            endBecause(e);
        } finally {
            freeSlots.release(free - Math.min(used, free));
        }
    }

    private void free(Delivery delivery) {
        if (occupied.remove(delivery.lease().token())) {
            freeSlots.release();
        }
    }

    private void beginGuarded(Delivery delivery) {
        try {
            begin(delivery);
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed outside of its handler", delivery, e);
            free(delivery);
        }
    }

    private void begin(Delivery delivery) {
        occupied.add(delivery.lease().token());
        BoundTask<?, ?> bound = worker.handlers().find(delivery.message().task());
        if (bound != null && bound.isAsync()) {
            worker.start(delivery, execution -> free(delivery));
        } else if (delivery.message().settings().mainThread() || virtualThreads == null) {
            mainThread(delivery);
        } else {
            virtualThreads.execute(() -> {
                try {
                    worker.performSoon(delivery);
                } finally {
                    free(delivery);
                }
            });
        }
    }

    private void mainThread(Delivery delivery) {
        worker.hold(delivery);
        life.mainThread().execute(() -> {
            try {
                worker.performHeld(delivery);
            } finally {
                free(delivery);
            }
        });
    }

    private void endBecause(IllegalStateException e) throws InterruptedException {
        if (life.isWorking()) {
            LOG.error(
                    "The worker pool \"{}\" stops working because its backend was closed;"
                            + " stop the pool before the backend",
                    worker.name(),
                    e);
            throw new InterruptedException("backend closed");
        }
    }
}
