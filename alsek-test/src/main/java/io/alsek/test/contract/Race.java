package io.alsek.test.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Threads that set off at the same moment. */
final class Race {

    /** Far longer than any race takes, so that a backend which hangs fails with a message. */
    private static final long PATIENCE_SECONDS = 50;

    private static final int TURNS_AWAKE = 2000;

    /** How many races there were: every other one starts its lanes backwards, as the last has a small lead. */
    private static final AtomicInteger RACES = new AtomicInteger();

    private Race() {}

    /** What one of the threads does. */
    @FunctionalInterface
    interface Lane<T> {
        T run(int number) throws Exception;
    }

    /** Runs {@code body} in several threads, numbered from 0, and tells what each returned, in that order. */
    static <T> List<T> run(int threads, Lane<T> body) {
        return run(IntStream.range(0, threads)
                .<Callable<T>>mapToObj(number -> () -> body.run(number))
                .toList());
    }

    /** Runs two different things at the same time. */
    static <T> List<T> between(Callable<T> one, Callable<T> other) {
        return run(List.of(one, other));
    }

    private static <T> List<T> run(List<Callable<T>> bodies) {
        AtomicInteger missing = new AtomicInteger(bodies.size());
        ExecutorService threads = Executors.newFixedThreadPool(bodies.size());
        try {
            List<Callable<T>> lanes = new ArrayList<>(bodies);
            boolean backwards = RACES.incrementAndGet() % 2 == 0;
            if (backwards) {
                Collections.reverse(lanes);
            }
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> lane : lanes) {
                running.add(threads.submit(() -> {
                    meet(missing);
                    return lane.call();
                }));
            }
            if (backwards) {
                Collections.reverse(running);
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError("A racing thread failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("A racing thread is not done after " + PATIENCE_SECONDS + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted during a race", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits, wide awake for a while, until all are there: whoever must be woken first sets off too late. */
    @SuppressWarnings("ThreadPriorityCheck") // it is a race that is wanted, not an order
    private static void meet(AtomicInteger missing) {
        missing.decrementAndGet();
        for (int turn = 0; missing.get() > 0; turn++) {
            if (turn < TURNS_AWAKE) {
                Thread.onSpinWait();
            } else {
                letOthersRun();
            }
        }
    }

    /** Makes it likely that something happens in between. */
    @SuppressWarnings("ThreadPriorityCheck") // Nothing relies on it; a race without it would only find less.
    static void letOthersRun() {
        Thread.yield();
    }
}
