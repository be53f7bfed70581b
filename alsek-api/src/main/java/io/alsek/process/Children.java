package io.alsek.process;

import io.alsek.broker.Broker;
import io.alsek.time.Timekeeper;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of a pool: as many as the work demands, between a floor and a ceiling. One that dies is replaced, one
 * that has done its share too, and one that is idle for long, beyond the floor, is let go.
 *
 * <p>Work enters a child by a {@link Place}. An earlier child is filled before a later one, so that the later ones can
 * become idle. Thread-safe; all state is guarded by this object's monitor.
 */
public final class Children implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Children.class);

    /** How long to wait after a child could not be started, for each time in a row. */
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

    private static final int LONGEST_RESTART_PAUSE = 30;

    private static final Duration CLOSE_PATIENCE = ChildProcess.KILL_PATIENCE.plus(Duration.ofSeconds(2));

    private final ProcessOptions options;
    private final String pool;
    private final Timekeeper time;
    private final ChildStarter starter;

    /** Those that are ready and may be given work, and those that still finish what they have; oldest first. */
    private final List<ChildMember> members = new ArrayList<>();

    /** Those that are not ready yet, and those that are on their way out. */
    private final Set<ChildProcess> others = new LinkedHashSet<>();

    /** How many are being started. */
    private int starting;

    /** How many messages wait for a place. */
    private int waiting;

    private int started;
    private int failedStarts;
    private Instant notBefore = Instant.MIN;
    private boolean idleCheckIsSet;
    private boolean waitingIsOver;
    private boolean closed;

    /**
     * Children of a pool, none as yet.
     *
     * @param broker whose backend the children may ask
     * @param mainClass the children's program; it begins with {@link ChildPipes}
     * @param requiredTasks the names of tasks that a child must know
     * @param beforeProgress what must be done before a child reports progress, so that reports keep their order
     */
    public Children(
            Broker broker,
            ProcessOptions options,
            Setup setup,
            Class<?> mainClass,
            Collection<String> requiredTasks,
            Runnable beforeProgress) {
        this.options = options;
        this.pool = setup.pool();
        this.time = broker.environment().time();
        this.starter = new ChildStarter(broker, options, setup, mainClass, requiredTasks, beforeProgress);
    }

    /**
     * Starts as many children as there always are to be, and waits until they are ready.
     *
     * @throws ChildProcessException if one cannot start; then none is left
     */
    public void startFloor() throws InterruptedException {
        List<CompletableFuture<ChildMember>> first = new ArrayList<>();
        synchronized (this) {
            starting += options.floor();
        }
        for (int i = 0; i < options.floor(); i++) {
            first.add(new CompletableFuture<>());
            CompletableFuture<ChildMember> one = first.get(i);
            inBackground(() -> {
                try {
                    one.complete(startOne());
                } catch (RuntimeException | InterruptedException e) {
                    one.completeExceptionally(e);
                }
            });
        }
        try {
            CompletableFuture.allOf(first.toArray(CompletableFuture[]::new)).get();
        } catch (ExecutionException e) {
            close();
            throw e.getCause() instanceof ChildProcessException cause
                    ? cause
                    : new ChildProcessException("A child process could not be started", e);
        } catch (InterruptedException e) {
            close();
            throw e;
        }
    }

    private void inBackground(Runnable body) {
        Thread thread = new Thread(body, pool + "-starter");
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts a child for which there is a number in {@link #starting}, and waits until it is ready. */
    private ChildMember startOne() throws InterruptedException {
        ChildProcess child = null;
        try {
            child = launch();
            starter.awaitReady(child);
            ChildMember member = new ChildMember(child, time.instant());
            joined(member);
            return member;
        } catch (RuntimeException | InterruptedException e) {
            failedToStart();
            if (child != null) {
                child.end("it could not start", true);
            }
            throw e;
        }
    }

    private synchronized void failedToStart() {
        starting--;
        failedStarts++;
        notBefore = time.instant().plus(restartPause());
        notifyAll();
    }

    private Duration restartPause() {
        return RESTART_PAUSE.multipliedBy(Math.min(failedStarts, LONGEST_RESTART_PAUSE));
    }

    private ChildProcess launch() {
        ChildProcess child = starter.launch();
        int number;
        boolean tooLate;
        synchronized (this) {
            number = ++started;
            others.add(child);
            tooLate = closed;
        }
        starter.begin(child, number);
        CompletableFuture<?> unused = child.exit().thenAccept(exit -> gone(child, exit));
        if (tooLate) {
            child.end("its pool is being stopped", true);
        }
        return child;
    }

    private synchronized void joined(ChildMember member) {
        if (closed || member.process.exit().isDone()) {
            throw new ChildProcessException("The child process " + member.process.pid() + " ended as it began");
        }
        starting--;
        failedStarts = 0;
        others.remove(member.process);
        members.add(member);
        LOG.debug("The pool \"{}\" has a child more, {}", pool, member.process.pid());
        setIdleCheck();
        notifyAll();
    }

    private void gone(ChildProcess child, ChildExit exit) {
        boolean unexpected;
        synchronized (this) {
            others.remove(child);
            boolean wasMember = members.removeIf(member -> member.process.equals(child));
            unexpected = wasMember && exit.cause().isEmpty();
            notifyAll();
        }
        if (unexpected) {
            LOG.warn("{}", exit.describe());
        }
        keepFloor();
    }

    private synchronized void keepFloor() {
        while (!closed && failedStarts == 0 && alive() < options.floor()) {
            startAnother();
        }
    }

    /** Does not wait. Under the monitor. */
    private void startAnother() {
        starting++;
        inBackground(() -> {
            try {
                startOne();
            } catch (RuntimeException e) {
                cannotStart(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized void cannotStart(RuntimeException e) {
        if (!closed) {
            LOG.error("A child of the pool \"{}\" cannot start; it is tried again at {}", pool, notBefore, e);
            time.at(notBefore, TimerKind.BACKGROUND, "next child of " + pool, this::tryAgain);
        }
    }

    private synchronized void tryAgain() {
        if (!closed && alive() < options.floor()) {
            startAnother();
        }
        notifyAll();
    }

    /** Those that can be given work, now or soon. Under the monitor. */
    private int alive() {
        int alive = starting;
        for (ChildMember member : members) {
            if (!member.retiring) {
                alive++;
            }
        }
        return alive;
    }

    private boolean canGrow() {
        return alive() < options.ceiling() && !time.instant().isBefore(notBefore);
    }

    private @Nullable ChildMember withRoom() {
        for (ChildMember member : members) {
            if (!member.retiring && member.suspended == 0 && member.running < options.threads()) {
                return member;
            }
        }
        return null;
    }

    /** Waits until there is a place, or a child more can be had, or nobody is to wait any more. */
    public synchronized void awaitRoom() throws InterruptedException {
        while (!waitingIsOver && withRoom() == null && !canGrow()) {
            wait();
        }
    }

    /** {@return a place, if there is one right now} */
    public synchronized @Nullable Place tryEnter() {
        ChildMember member = withRoom();
        if (member == null) {
            return null;
        }
        member.running++;
        member.given++;
        if (options.recycleAfter().isPresent()
                && member.given >= options.recycleAfter().getAsInt()) {
            retire(member);
        }
        return new Place(this, member);
    }

    /** Waits for a place, and starts a child for it if there may be more; {@code null} if none is to be had. */
    public synchronized @Nullable Place enter() throws InterruptedException {
        waiting++;
        try {
            while (true) {
                Place place = tryEnter();
                if (place != null || waitingIsOver) {
                    return place;
                }
                if (starting * options.threads() < waiting && canGrow()) {
                    startAnother();
                } else if (alive() == 0) {
                    return null;
                }
                wait();
            }
        } finally {
            waiting--;
        }
    }

    /** Gives a child nothing new while this is above zero. */
    synchronized void suspend(ChildMember member, int more) {
        member.suspended += more;
        notifyAll();
    }

    /** Gives a child nothing new ever. */
    synchronized void retire(ChildMember member) {
        member.retiring = true;
        keepFloor();
    }

    void leave(ChildMember member) {
        boolean over;
        synchronized (this) {
            member.running--;
            over = member.retiring && member.running == 0;
            member.idleSince = time.instant();
            setIdleCheck();
            notifyAll();
        }
        if (over && !member.process.exit().isDone()) {
            member.process.end("it has done its share", true);
        }
    }

    /** Under the monitor. */
    private void setIdleCheck() {
        if (idleCheckIsSet || closed || alive() <= options.floor()) {
            return;
        }
        idleCheckIsSet = true;
        time.at(
                time.instant().plus(options.idleAfter()),
                TimerKind.BACKGROUND,
                "idle children of " + pool,
                this::letIdleGo);
    }

    private void letIdleGo() {
        List<ChildMember> idle = new ArrayList<>();
        synchronized (this) {
            idleCheckIsSet = false;
            Instant limit = time.instant().minus(options.idleAfter());
            for (int i = members.size() - 1; i >= 0; i--) {
                ChildMember member = members.get(i);
                boolean longIdle = member.running == 0 && !member.retiring && !member.idleSince.isAfter(limit);
                if (longIdle && alive() > options.floor()) {
                    member.retiring = true;
                    idle.add(member);
                }
            }
            setIdleCheck();
        }
        idle.forEach(member -> member.process.end("it was idle", true));
    }

    /** {@return the processes that are there, in whatever state} */
    public synchronized List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        members.forEach(member -> pids.add(member.process.pid()));
        others.forEach(child -> pids.add(child.pid()));
        return pids;
    }

    /** Lets nobody wait for a place any more. */
    public synchronized void endWaiting() {
        waitingIsOver = true;
        notifyAll();
    }

    /** Ends all children, and waits for that. Closing twice is harmless. */
    @Override
    public void close() {
        List<ChildProcess> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            endWaiting();
            members.forEach(member -> all.add(member.process));
            all.addAll(others);
        }
        all.forEach(child -> child.end("its pool is being stopped", true));
        CompletableFuture<?> ends =
                CompletableFuture.allOf(all.stream().map(ChildProcess::exit).toArray(CompletableFuture[]::new));
        try {
            if (!time.await("the end of the children of " + pool, ends, CLOSE_PATIENCE)) {
                LOG.warn("Children of the pool \"{}\" do not end: {}", pool, pids());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            starter.close();
        }
    }
}
