package io.alsek.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all pools have in common: a worker, a state that only moves forward, the order of stopping, and the main
 * thread. Thread-safe.
 */
final class PoolLife {

    /** In this order, never back. */
    enum State {
        NEW,
        STARTED,
        STOPPING,
        STOPPED
    }

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    /** How long interrupted handlers may take before their messages are given back without them. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(1);

    private final Worker worker;
    private final ExecutorService housekeeper;
    private final ExecutorService courier;
    private final String offer;
    private final MainThread mainThread;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

    /**
     * The life of a pool that is at rest.
     *
     * @param offer what the log says that it runs
     */
    PoolLife(Worker worker, ExecutorService housekeeper, ExecutorService courier, String offer) {
        this.worker = worker;
        this.offer = offer;
        this.housekeeper = housekeeper;
        this.courier = courier;
        this.mainThread = new MainThread(worker.name());
    }

    /** One daemon thread for heartbeats, sweeps and overdue settlements; what comes after the end is dropped. */
    static ExecutorService newHousekeeper(String name) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                body -> {
                    Thread thread = new Thread(body, name + "-housekeeper");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** One daemon thread for reports, there while it has something to do; after the end callers do it themselves. */
    static ExecutorService newCourier(String name) {
        return new ThreadPoolExecutor(
                0,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                body -> {
                    Thread thread = new Thread(body, name + "-courier");
                    thread.setDaemon(true);
                    return thread;
                },
                (body, executor) -> body.run());
    }

    Worker worker() {
        return worker;
    }

    MainThread mainThread() {
        return mainThread;
    }

    boolean isWorking() {
        return state.get() == State.STARTED;
    }

    /**
     * Makes sure that the pool was not started before.
     *
     * @throws IllegalStateException if it was
     */
    void requireNew() {
        if (state.get() != State.NEW) {
            throw new IllegalStateException("The worker pool \"" + worker.name() + "\" was "
                    + (isWorking() ? "started" : "stopped") + " already; make a new one");
        }
    }

    void start(Runnable startThreads) {
        if (!state.compareAndSet(State.NEW, State.STARTED)) {
            requireNew();
        }
        LOG.info("The worker pool \"{}\" is online, {}", worker.name(), offer);
        worker.startHousekeeping();
        startThreads.run();
    }

    /** Starts the pool, and lends it the calling thread until it is stopped. Signals are heard before anything runs. */
    void run(WorkerPool pool) throws InterruptedException {
        mainThread.announce();
        Thread onExit = new Thread(pool::close, worker.name() + "-exit");
        SecondSignal atOnce = new SecondSignal();
        Runtime.getRuntime().addShutdownHook(onExit);
        atOnce.listen();
        try {
            pool.start();
            lendThread(pool);
        } finally {
            removeHook(onExit);
            atOnce.stop();
        }
    }

    private void lendThread(WorkerPool pool) throws InterruptedException {
        try {
            mainThread.serve();
            stopped.join();
        } finally {
            pool.close();
        }
    }

    private static void removeHook(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            LOG.debug("The JVM is ending already", e);
        }
    }

    boolean stop(Duration patience, Runnable wakeThreads) {
        State before = state.getAndUpdate(now -> now.compareTo(State.STOPPING) < 0 ? State.STOPPING : now);
        if (before.compareTo(State.STOPPING) >= 0) {
            return stopped.join();
        }
        boolean gracefully = false;
        try {
            worker.stopClaiming();
            worker.releaseWaiting();
            wakeThreads.run();
            gracefully = drain(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            worker.close();
            mainThread.stop();
            housekeeper.shutdown();
            courier.shutdown();
            state.set(State.STOPPED);
            if (before == State.STARTED) {
                LOG.info("The worker pool \"{}\" is offline", worker.name());
            }
            stopped.complete(gracefully);
        }
        return gracefully;
    }

    private boolean drain(Duration patience) throws InterruptedException {
        if (worker.drain(patience)) {
            return true;
        }
        LOG.warn(
                "The worker pool \"{}\" interrupts {} tasks that did not finish within {}",
                worker.name(),
                worker.running(),
                patience);
        worker.cancelAll();
        worker.drain(LAST_PATIENCE);
        return false;
    }
}
