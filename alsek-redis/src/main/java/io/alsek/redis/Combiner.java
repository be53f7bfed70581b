package io.alsek.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets many threads share round trips: while one call is under way, requests gather, and the next call carries them
 * all. There is no timer and no thread of its own: a request that finds nothing under way goes at once, on the thread
 * that made it, and whoever waits longest makes the next call for all.
 *
 * @param <T> the elements of requests
 */
final class Combiner<T> {

    /** A request for a quarter of what a call takes, or more, has nothing to gain from waiting for others. */
    private static final int MANY = 4;

    private final Queue<Request<T>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final int atOnce;
    private final int most;
    private final Function<List<T>, Object[]> call;

    /**
     * Makes a combiner.
     *
     * @param atOnce how many calls may be under way
     * @param most with how many elements a call is full
     * @param call does what is asked; gives an outcome for each element and does not throw
     */
    Combiner(int atOnce, int most, Function<List<T>, Object[]> call) {
        this.atOnce = atOnce;
        this.most = most;
        this.call = call;
    }

    private static final class Request<T> {
        final List<T> elements;
        final Thread thread = Thread.currentThread();
        volatile Object @Nullable [] outcomes;

        Request(List<T> elements) {
            this.elements = elements;
        }
    }

    /** Has elements done, perhaps together with those of other threads; returns an outcome for each. */
    Object[] execute(List<T> elements) {
        if (atOnce > 1 && elements.size() >= most / MANY) {
            return call.apply(elements);
        }
        Request<T> request = new Request<>(elements);
        waiting.add(request);
        boolean interrupted = false;
        Object[] outcomes = null;
        while (outcomes == null) {
            if (mayCall()) {
                try {
                    if (request.outcomes == null) {
                        doNext();
                    }
                } finally {
                    underWay.decrementAndGet();
                    Request<T> next = waiting.peek();
                    if (next != null) {
                        LockSupport.unpark(next.thread);
                    }
                }
            } else if (request.outcomes == null) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            outcomes = request.outcomes;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcomes;
    }

    /** {@return how many requests wait for a call} */
    int waiting() {
        return waiting.size();
    }

    private boolean mayCall() {
        int calls = underWay.get();
        return calls < atOnce && underWay.compareAndSet(calls, calls + 1);
    }

    private void doNext() {
        List<Request<T>> together = new ArrayList<>();
        List<T> elements = new ArrayList<>();
        while (elements.size() < most) {
            Request<T> request = waiting.poll();
            if (request == null) {
                break;
            }
            together.add(request);
            elements.addAll(request.elements);
        }
        Object[] outcomes;
        try {
            outcomes = call.apply(elements);
        } catch (RuntimeException | Error e) {
            outcomes = new Object[elements.size()];
            Arrays.fill(outcomes, e);
        }
        int at = 0;
        for (Request<T> request : together) {
            int to = at + request.elements.size();
            request.outcomes = Arrays.copyOfRange(outcomes, at, to);
            at = to;
            if (!request.thread.equals(Thread.currentThread())) {
                LockSupport.unpark(request.thread);
            }
        }
    }
}
