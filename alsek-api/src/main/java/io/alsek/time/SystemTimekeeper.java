package io.alsek.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real time. The only class of the library that reads a system clock. */
final class SystemTimekeeper implements Timekeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);

    /** Beyond this a delay in nanoseconds would overflow; nobody waits for it anyway. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(365L * 100);

    /** How long the thread for what may block stays without having anything to do. */
    private static final long IDLE_SECONDS = 60;

    private final ScheduledThreadPoolExecutor timers;
    private final ThreadPoolExecutor chores;

    SystemTimekeeper() {
        chores = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                body -> newThread(body, "alsek-chores"));
        chores.allowCoreThreadTimeOut(true);
        timers = new ScheduledThreadPoolExecutor(1, body -> newThread(body, "alsek-timer"));
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread newThread(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public Timer at(Instant when, TimerKind kind, String label, Runnable action) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(action, "action");
        long delay = bounded(Duration.between(instant(), when)).toMillis();
        try {
            ScheduledFuture<?> scheduled =
                    timers.schedule(() -> runAndLogErrors(label, action), delay, TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("The timekeeper is closed; cannot set the timer \"" + label + "\"", e);
        }
    }

    /** Brings a wait within what fits into a number of nanoseconds. */
    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : wait;
    }

    @Override
    public void perform(String label, Runnable action) {
        try {
            chores.execute(() -> runAndLogErrors(label, action));
        } catch (RejectedExecutionException e) {
            LOG.debug("The timekeeper is closed; \"{}\" is not done any more", label, e);
        }
    }

    private static void runAndLogErrors(String label, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("\"{}\" failed", label, e);
        }
    }

    @Override
    public boolean await(String what, CompletableFuture<?> done, Duration patience) throws InterruptedException {
        try {
            done.get(bounded(patience).toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | java.util.concurrent.CancellationException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        timers.shutdownNow();
        chores.shutdownNow();
    }
}
