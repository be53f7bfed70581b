package io.alsek.broker;

import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The ends of many tasks, one after the other. Not thread-safe.
 *
 * @param <O> the result
 */
public final class ResultPool<O extends @Nullable Object> {

    private final List<TaskHandle<O>> handles;
    private final Environment environment;

    /**
     * A pool of these tasks.
     *
     * @throws IllegalArgumentException if two handles are on one message
     */
    public ResultPool(Environment environment, List<TaskHandle<O>> handles) {
        Set<String> ids = new HashSet<>();
        for (TaskHandle<O> handle : handles) {
            if (!ids.add(handle.id())) {
                throw new IllegalArgumentException("The message \"" + handle.id() + "\" is in the pool twice");
            }
        }
        this.handles = List.copyOf(handles);
        this.environment = environment;
    }

    /**
     * The end of one task: a result or a failure.
     *
     * @param handle the task
     * @param result its result, if it succeeded; may be {@code null} then, too
     * @param failure why it failed; empty if it succeeded
     * @param <O> the result
     */
    public record Ended<O extends @Nullable Object>(
            TaskHandle<O> handle, @Nullable O result, Optional<TaskFailedException> failure) {}

    /**
     * The ends in the order in which the tasks were given.
     *
     * @param patience how long to wait for all of them together; after it the iterator throws
     *     {@link NoSuchElementException}, naming those that are missing
     */
    public Iterable<Ended<O>> inOrderOfSubmission(Duration patience) {
        return () -> {
            List<CompletableFuture<Ended<O>>> ends = ends();
            return iterator(patience, ends.size(), ends::get);
        };
    }

    /**
     * The ends in the order in which they come.
     *
     * @param patience how long to wait for all of them together; after it the iterator throws
     *     {@link NoSuchElementException}, naming those that are missing
     */
    public Iterable<Ended<O>> inOrderOfCompletion(Duration patience) {
        return () -> {
            Arrivals<Ended<O>> arrivals = new Arrivals<>();
            ends().forEach(arrivals::add);
            return iterator(patience, handles.size(), position -> arrivals.next());
        };
    }

    /** Futures in the order in which they complete. Thread-safe. */
    private static final class Arrivals<T> {

        /** Guarded by this. */
        private final Deque<CompletableFuture<T>> arrived = new ArrayDeque<>();

        /** Who waits for the next one, while none is there; guarded by this. */
        private @Nullable CompletableFuture<T> waiting;

        void add(CompletableFuture<T> future) {
            CompletableFuture<?> unused = future.whenComplete((value, failure) -> arrived(future));
        }

        private void arrived(CompletableFuture<T> future) {
            CompletableFuture<T> waiter;
            synchronized (this) {
                waiter = waiting;
                waiting = null;
                if (waiter == null) {
                    arrived.add(future);
                    return;
                }
            }
            complete(waiter, future);
        }

        private static <T> void complete(CompletableFuture<T> waiter, CompletableFuture<T> future) {
            CompletableFuture<?> unused = future.whenComplete((value, failure) -> {
                if (failure == null) {
                    waiter.complete(value);
                } else {
                    waiter.completeExceptionally(failure);
                }
            });
        }

        synchronized CompletableFuture<T> next() {
            CompletableFuture<T> first = arrived.poll();
            if (first != null) {
                return first;
            }
            waiting = new CompletableFuture<>();
            return waiting;
        }
    }

    private List<CompletableFuture<Ended<O>>> ends() {
        List<CompletableFuture<Ended<O>>> ends = new ArrayList<>(handles.size());
        for (TaskHandle<O> handle : handles) {
            ends.add(ended(handle, handle.future()));
        }
        return ends;
    }

    private static <O extends @Nullable Object> CompletableFuture<Ended<O>> ended(
            TaskHandle<O> handle, CompletableFuture<@Nullable O> future) {
        return future.handle((result, failure) -> {
            if (failure == null) {
                return new Ended<>(handle, result, Optional.empty());
            }
            if (failure instanceof TaskFailedException failed) {
                return new Ended<>(handle, null, Optional.of(failed));
            }
            throw failure instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(failure);
        });
    }

    private Iterator<Ended<O>> iterator(
            Duration patience, int count, java.util.function.IntFunction<CompletableFuture<Ended<O>>> ends) {
        Instant deadline = environment.time().instant().plus(patience);
        List<String> seen = new ArrayList<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return seen.size() < count;
            }

            @Override
            public Ended<O> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("All " + count + " ends were seen");
                }
                Ended<O> end = awaitEnd(ends.apply(seen.size()), deadline, seen, patience);
                seen.add(end.handle().id());
                return end;
            }
        };
    }

    private Ended<O> awaitEnd(CompletableFuture<Ended<O>> end, Instant deadline, List<String> seen, Duration patience) {
        try {
            Duration left = Duration.between(environment.time().instant(), deadline);
            if (environment.time().await("the next result of a pool", end, left)) {
                return end.join();
            }
            List<String> missing = handles.stream()
                    .map(TaskHandle::id)
                    .filter(id -> !seen.contains(id))
                    .toList();
            throw (NoSuchElementException)
                    new NoSuchElementException("Not ended within " + patience + ": the messages " + missing)
                            .initCause(new TimeoutException());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for results", e);
        }
    }
}
