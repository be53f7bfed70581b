package io.alsek.time;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future, for clocks that are not the real one: whoever blocks on it, or on a stage that depends on it, asks the clock
 * first. So a wait passes in virtual time, or is refused where it would never end. Thread-safe, as every future.
 */
public final class AwaitedFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Waiting waiting;

    /** A future that is not done. */
    public AwaitedFuture(Waiting waiting) {
        this.waiting = waiting;
    }

    /** What a thread does before it blocks. */
    @FunctionalInterface
    public interface Waiting {

        /**
         * Lets the calling thread wait.
         *
         * @param future what it is about to wait for
         * @param patience for how long at most
         * @return whether it may go on: the future is done, or it may block in real time; otherwise its patience is over
         * @throws InterruptedException if it is interrupted while it waits
         * @throws IllegalStateException if it would wait for ever
         */
        boolean await(CompletableFuture<?> future, Duration patience) throws InterruptedException;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new AwaitedFuture<>(waiting);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            waiting.await(this, FOR_EVER);
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Duration patience = Duration.ofNanos(unit.toNanos(timeout));
        if (!isDone() && !waiting.await(this, patience)) {
            throw new TimeoutException("It did not end within " + patience);
        }
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        if (!isDone()) {
            try {
                waiting.await(this, FOR_EVER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            }
        }
        return super.join();
    }
}
