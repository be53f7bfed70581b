package io.alsek.process;

import io.alsek.broker.Broker;
import io.alsek.time.Timekeeper;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Starts children of one kind, and holds what they share. Thread-safe. */
final class ChildStarter implements AutoCloseable {

    /** Frames are longer than messages: several values may go in one. */
    private static final long LONGEST_FRAME = 16L << 20;

    private final ProcessOptions options;
    private final Setup setup;
    private final Set<String> requiredTasks;
    private final Timekeeper time;
    private final ChildLauncher launcher;
    private final ChildSurroundings surroundings;
    private final ExecutorService helpers;

    ChildStarter(
            Broker broker,
            ProcessOptions options,
            Setup setup,
            Class<?> mainClass,
            Collection<String> requiredTasks,
            Runnable beforeProgress) {
        this.options = options;
        this.setup = setup;
        this.requiredTasks = new LinkedHashSet<>(requiredTasks);
        this.time = broker.environment().time();
        int longestFrame =
                (int) Math.min(1L << 30, LONGEST_FRAME + 2L * broker.settings().maxMessageBytes());
        this.launcher = new ChildLauncher(options, mainClass.getName(), longestFrame);
        this.helpers = newThreads(0, Integer.MAX_VALUE);
        this.surroundings = new ChildSurroundings(
                broker, options.output(), longestFrame, helpers, () -> newThreads(1, 1), beforeProgress);
    }

    /** Daemon threads that go when they are idle; what comes after the end is dropped. */
    private ExecutorService newThreads(int always, int most) {
        ThreadFactory threads = body -> {
            Thread thread = new Thread(body, setup.pool() + "-helper");
            thread.setDaemon(true);
            return thread;
        };
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                always,
                most,
                10,
                TimeUnit.SECONDS,
                most == 1 ? new LinkedBlockingQueue<>() : new SynchronousQueue<>(),
                threads,
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Makes a process.
     *
     * @throws ChildProcessException if the system refuses
     */
    ChildProcess launch() {
        try {
            return new ChildProcess(launcher.launch(), surroundings);
        } catch (IOException e) {
            throw new ChildProcessException("No child process can be started: " + e.getMessage(), e);
        }
    }

    /** Tells a process what to do. */
    void begin(ChildProcess child, int number) {
        child.begin(setup, setup.pool() + "-child-" + number);
    }

    /**
     * Waits until a child can run messages.
     *
     * @throws ChildProcessException if it cannot, takes too long, or does not know all tasks
     */
    void awaitReady(ChildProcess child) throws InterruptedException {
        if (!time.await("the start of child " + child.pid(), child.ready(), options.startPatience())) {
            throw new ChildProcessException("The child process " + child.pid() + " was not ready within "
                    + options.startPatience() + "; see what it printed, or give it more startPatience");
        }
        Set<String> missing = new LinkedHashSet<>(requiredTasks);
        try {
            missing.removeAll(child.ready().get());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ChildProcessException(
                    "The child processes of the pool \"" + setup.pool() + "\" cannot start: " + cause.getMessage(),
                    cause);
        }
        if (!missing.isEmpty()) {
            throw new ChildProcessException("The child processes of the pool \"" + setup.pool()
                    + "\" do not know the tasks " + missing + " that this process knows from the same providers "
                    + setup.providers() + "; give them the same class path and settings");
        }
    }

    /** Ends what children share. */
    @Override
    public void close() {
        helpers.shutdown();
    }
}
