package io.alsek.broker;

import io.alsek.message.Message;
import io.alsek.spi.BackendException;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The ends of many tasks, one after the other. Not thread-safe.
 *
 * @param <O> the result
 */
public final class ResultPool<O extends @Nullable Object> {

    /** How many of the missing a message names. */
    private static final int MOST_NAMED = 10;

    private final List<TaskHandle<O>> handles;
    private final Broker broker;
    private final Environment environment;
    private final boolean withDescendants;

    /**
     * A pool of these tasks.
     *
     * @throws IllegalArgumentException if two handles are on one message
     */
    public ResultPool(Broker broker, List<TaskHandle<O>> handles) {
        this(broker, handles, false);
        Set<String> ids = new HashSet<>();
        for (TaskHandle<O> handle : handles) {
            if (!ids.add(handle.id())) {
                throw new IllegalArgumentException("The message \"" + handle.id() + "\" is in the pool twice");
            }
        }
    }

    private ResultPool(Broker broker, List<TaskHandle<O>> handles, boolean withDescendants) {
        this.handles = List.copyOf(handles);
        this.broker = broker;
        this.environment = broker.environment();
        this.withDescendants = withDescendants;
    }

    /**
     * The same tasks, but each end comes only when everything that follows from its message by callbacks has ended, too,
     * and brings the results of all that. If one of them fails, that is the failure of the whole.
     *
     * <p>The last message of each chain must store its result or track its status.
     */
    public ResultPool<O> withDescendants() {
        return new ResultPool<>(broker, handles, true);
    }

    /**
     * The end of one task: a result or a failure.
     *
     * @param handle the task
     * @param result its result, if it succeeded; may be {@code null} then, too
     * @param failure why it failed; empty if it succeeded
     * @param descendants the stored results of what followed from it, in the order of their writing; empty unless they
     *     were {@linkplain ResultPool#withDescendants asked for}
     * @param <O> the result
     */
    public record Ended<O extends @Nullable Object>(
            TaskHandle<O> handle,
            @Nullable O result,
            Optional<TaskFailedException> failure,
            List<StoredResult<@Nullable Object>> descendants) {

        /** Copies the list. */
        public Ended {
            descendants = List.copyOf(descendants);
        }
    }

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
            Message message = handle.message();
            if (withDescendants && message.lineage().callback() != null) {
                ends.add(ended(handle, endOfAll(handle)));
            } else {
                ends.add(ended(handle, handle.future()));
            }
        }
        return ends;
    }

    /** The result of a message, once all that follows from it has ended. */
    private CompletableFuture<@Nullable O> endOfAll(TaskHandle<O> handle) {
        List<Message> chain = SubmittedTask.flatten(handle.message());
        CompletableFuture<?> last = new SubmittedTask<@Nullable Object>(broker, chain, Object.class).future();
        return handle.future().thenCombine(last, (result, ignored) -> result);
    }

    private CompletableFuture<Ended<O>> ended(TaskHandle<O> handle, CompletableFuture<@Nullable O> future) {
        return future.handle((result, thrown) -> {
            Throwable failure = thrown instanceof CompletionException e && e.getCause() != null ? e.getCause() : thrown;
            if (failure == null) {
                return new Ended<>(handle, result, Optional.empty(), descendants(handle));
            }
            if (failure instanceof TaskFailedException failed) {
                return new Ended<>(handle, null, Optional.of(failed), descendants(handle));
            }
            throw failure instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(failure);
        });
    }

    private List<StoredResult<@Nullable Object>> descendants(TaskHandle<O> handle) {
        Message message = handle.message();
        return withDescendants
                ? broker.results().withDescendants(message).stream()
                        .filter(stored -> !stored.id().equals(message.id()))
                        .toList()
                : List.of();
    }

    private Iterator<Ended<O>> iterator(
            Duration patience, int count, java.util.function.IntFunction<CompletableFuture<Ended<O>>> ends) {
        Instant deadline = environment.time().instant().plus(patience);
        Set<String> seen = new HashSet<>();
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

    /** The first ones of those that were not seen, and how many more there are. */
    private String missing(Set<String> seen) {
        List<String> named = handles.stream()
                .map(TaskHandle::id)
                .filter(id -> !seen.contains(id))
                .limit(MOST_NAMED)
                .toList();
        int more = handles.size() - seen.size() - named.size();
        return named + (more == 0 ? "" : " and " + more + " more");
    }

    /** Says also if the backend fails, so that nobody can know. */
    private NoSuchElementException missed(String what) {
        try {
            broker.exists(Broker.keyOf(handles.get(0).message()));
            return (NoSuchElementException) new NoSuchElementException(what).initCause(new TimeoutException());
        } catch (BackendException e) {
            return (NoSuchElementException) new NoSuchElementException(what + "; " + e.getMessage()).initCause(e);
        }
    }

    private Ended<O> awaitEnd(CompletableFuture<Ended<O>> end, Instant deadline, Set<String> seen, Duration patience) {
        try {
            Duration left = Duration.between(environment.time().instant(), deadline);
            if (environment.time().await("the next result of a pool", end, left)) {
                return end.join();
            }
            throw missed("Not ended within " + patience + ": the messages " + missing(seen));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for results", e);
        }
    }
}
