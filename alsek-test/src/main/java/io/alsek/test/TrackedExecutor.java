package io.alsek.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An executor of the application whose work is waited for. Thread-safe. */
final class TrackedExecutor implements Executor {

    private final Executor executor;
    private final Strangers strangers;

    // Guarded by this.
    private int atWork;
    private CompletableFuture<Boolean> quiet = CompletableFuture.completedFuture(true);

    TrackedExecutor(Executor executor, Strangers strangers) {
        this.executor = executor;
        this.strangers = strangers;
    }

    @Override
    public void execute(Runnable work) {
        begin();
        strangers.unnoticed(() -> hand(work));
    }

    private void hand(Runnable work) {
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } finally {
                    end();
                }
            });
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    private synchronized void begin() {
        if (atWork++ == 0) {
            quiet = new CompletableFuture<>();
        }
    }

    private synchronized void end() {
        if (--atWork == 0) {
            quiet.complete(true);
        }
    }

    private synchronized CompletableFuture<Boolean> quiet() {
        return quiet;
    }

    /** Waits until all that was handed to it is done. */
    void awaitQuiet(Duration patience) {
        try {
            quiet().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "What was handed to " + executor + " has not come to an end within " + patience
                            + " of real time. Give it what it waits for, or raise asyncPatience",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
