package io.alsek.worker;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a pool for messages that ask for it: the thread that called {@link WorkerPool#run()} or, if none
 * did, one that is started when first needed. Thread-safe.
 */
final class MainThread {

    private final String name;
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

    /** Set by the last thing that is run there, and read by the same thread. */
    private volatile boolean stopped;

    /** Guarded by this. */
    private boolean lent;

    private @Nullable Thread own;

    MainThread(String name) {
        this.name = name;
    }

    /** Says that a thread is going to {@link #serve()}. Before any work can come, or another thread would be started. */
    synchronized void announce() {
        lent = true;
    }

    /** Lends the calling thread until {@link #stop()}. */
    void serve() throws InterruptedException {
        while (!stopped) {
            work.take().run();
        }
    }

    /** Runs something there, and waits for its end. */
    <T> T call(Callable<T> body) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(body);
        execute(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The main thread of " + name + " failed", e.getCause());
        }
    }

    /** Runs something there, some time. */
    void execute(Runnable body) {
        work.add(body);
        startOwnIfNeeded();
    }

    private synchronized void startOwnIfNeeded() {
        if (lent || own != null) {
            return;
        }
        own = new Thread(
                () -> {
                    try {
                        serve();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // told to end
                    }
                },
                name + "-main");
        own.setDaemon(true);
        own.start();
    }

    void stop() {
        work.add(() -> stopped = true);
    }
}
