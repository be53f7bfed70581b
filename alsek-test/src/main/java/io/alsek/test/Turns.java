package io.alsek.test;

import io.alsek.broker.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns the crank of the harness's own worker and moves the clock, so that everything runs in order and at its own
 * instant. One thread at a time; never from inside a handler.
 */
final class Turns {

    private final HarnessParts parts;
    private final Crank crank;
    private final @Nullable VirtualClock clock;
    private final Inspector inspector;
    private final Journal journal;
    private final Faults faults;
    private final int maxExecutions;
    private final ReentrantLock turning = new ReentrantLock();

    /** Whether something was submitted that the thread which is turning may not have seen. */
    private volatile boolean submitted;

    Turns(HarnessParts parts, int maxExecutions) {
        this.parts = parts;
        this.crank = parts.crank();
        this.clock = parts.clock();
        this.inspector = parts.inspector();
        this.journal = parts.journal();
        this.faults = parts.faults();
        this.maxExecutions = maxExecutions;
    }

    /** What was run so far in one call, and what bounds it. */
    private final class Tally {

        private final List<TaskExecution> executions = new ArrayList<>();
        private final DrainOptions bounds;

        Tally(DrainOptions bounds) {
            this.bounds = bounds;
        }

        boolean isFull() {
            return executions.size() >= bounds.maxExecutions();
        }

        boolean hasFailed() {
            return bounds.stopsAtFailure()
                    && !executions.isEmpty()
                    && !executions.get(executions.size() - 1).succeeded();
        }

        DrainResult stopped(StopReason reason, String explanation) {
            return new DrainResult(executions, reason, explanation, journal);
        }

        DrainResult idle() {
            if (faults.isDown()) {
                return stopped(StopReason.BACKEND_DOWN, faults.outage());
            }
            int running = crank.running();
            return stopped(
                    StopReason.IDLE,
                    "nothing more was due"
                            + (running == 0 ? "" : " (" + running + " asynchronous executions are still running)")
                            + withoutHandler());
        }

        /** Stopped before its time. */
        DrainResult atBound() {
            if (hasFailed()) {
                return stopped(StopReason.FAILURE, "an attempt failed: " + executions.get(executions.size() - 1));
            }
            return stopped(
                    StopReason.MAX_EXECUTIONS,
                    "the bound of " + bounds.maxExecutions() + " executions was reached while more was due"
                            + Circles.describe(
                                    executions.stream().map(TaskExecution::task).toList())
                            + ". If that is meant, raise it with maxExecutions");
        }
    }

    /** Says, as the end of a sentence, what nobody here can run, and so was not run. */
    private String withoutHandler() {
        Map<String, Long> waiting = inspector.withoutHandler();
        if (waiting.isEmpty()) {
            return "";
        }
        String names = waiting.entrySet().stream()
                .map(task -> task.getKey() + " (" + task.getValue() + ")")
                .collect(Collectors.joining(", "));
        return " that has a handler here; without one wait: " + names + ". Add it with harness.handle(TASK, handler)";
    }

    private Tally newTally() {
        return new Tally(new DrainOptions(maxExecutions));
    }

    /** Runs one due message of these queues, or of any. */
    Optional<TaskExecution> runNext(Collection<String> queues) {
        return exclusively(() -> {
            runDueTimers();
            return claim(queues).flatMap(this::perform);
        });
    }

    /** Runs all that is due now. */
    DrainResult drain(Consumer<DrainOptions> settings) {
        DrainOptions options = new DrainOptions(maxExecutions);
        settings.accept(options);
        return exclusively(() -> {
            Tally tally = new Tally(options);
            return runDue(tally) ? tally.idle() : tally.atBound();
        });
    }

    /** Runs all that is due, unless this is a submission from inside something that is run: then it is run after it. */
    void drainAfterSubmission() {
        if (turning.isHeldByCurrentThread()) {
            return;
        }
        submitted = true;
        catchUp();
    }

    /** Runs what was submitted by others while somebody was turning, and so was not run by whoever submitted it. */
    private void catchUp() {
        while (submitted && turning.tryLock()) {
            try {
                submitted = false;
                Tally tally = newTally();
                if (!runDue(tally)) {
                    tally.atBound(); // which the journal remembers
                    return;
                }
            } finally {
                turning.unlock();
            }
        }
    }

    /** Moves the clock, and runs everything that falls due at its own instant. */
    DrainResult advanceTo(Instant target) {
        return exclusively(() -> {
            Tally tally = newTally();
            return advance(tally, target) ? tally.idle() : tally.atBound();
        });
    }

    /** Moves the clock to the next thing that somebody waits for, and runs it. */
    DrainResult advanceToNextEvent() {
        return exclusively(() -> {
            Tally tally = newTally();
            if (!runDue(tally)) {
                return tally.atBound();
            }
            Instant next = nextEvent();
            return next == null || advance(tally, next) ? tally.idle() : tally.atBound();
        });
    }

    /** Jumps from event to event until there is none left. */
    DrainResult runUntilIdle(Duration maxTime) {
        return exclusively(() -> {
            Tally tally = newTally();
            Instant end = virtual().instant().plus(maxTime);
            while (runDue(tally)) {
                Instant next = nextEvent();
                if (next == null) {
                    return tally.idle();
                }
                if (next.isAfter(end)) {
                    return tally.stopped(
                            StopReason.MAX_TIME,
                            "the next event is at " + next + ", more than " + maxTime + " after the beginning");
                }
                if (!advance(tally, next)) {
                    break;
                }
            }
            return tally.atBound();
        });
    }

    private VirtualClock virtual() {
        if (clock == null) {
            throw new IllegalStateException(
                    "This harness goes by real time, which nobody can move; use TimeMode.VIRTUAL");
        }
        return clock;
    }

    /** When the next thing is due that somebody waits for: a delayed message, a lease that runs out, a timer. */
    @Nullable
    Instant nextEvent() {
        Instant timer = virtual().nextForegroundTimer().orElse(null);
        if (faults.isDown()) {
            return timer;
        }
        // A claim announces the end of leases, too, but those of attempts that are running are prolonged for ever.
        Instant message = crank.running() == 0 ? crank.nextAt() : inspector.nextDelayed();
        Instant next = earlier(message, timer);
        return next == null || next.isAfter(virtual().instant()) ? next : null;
    }

    private boolean advance(Tally tally, Instant target) {
        VirtualClock time = virtual();
        if (target.isBefore(time.instant())) {
            time.advanceTo(target); // says that time does not go back
        }
        while (runDue(tally)) {
            if (!time.instant().isBefore(target)) {
                return true;
            }
            // While nothing runs, housekeeping does not bring anything about, and so there is no need to look after
            // each sweep of a long time; if it does after all, events or the backend's signal say so.
            boolean quiet = crank.running() == 0;
            Instant timer = (quiet ? time.nextForegroundTimer() : time.nextTimer()).orElse(null);
            Instant next = earlier(faults.isDown() ? null : crank.nextAt(), timer);
            boolean on = next != null && !next.isAfter(target) && next.isAfter(time.instant());
            int seen = journal.length();
            time.advanceTo(
                    on ? Objects.requireNonNull(next) : target, () -> crank.isSignalled() || journal.length() != seen);
        }
        return false;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /** Runs what is due; returns whether that came to an end before the limit. */
    private boolean runDue(Tally tally) {
        runDueTimers();
        while (true) {
            if (tally.hasFailed()) {
                return false;
            }
            Optional<Delivery> next = claim(tally.bounds.queues());
            if (next.isEmpty()) {
                return true;
            }
            if (tally.isFull()) {
                crank.putBack(next.get());
                return false;
            }
            perform(next.get()).ifPresent(tally.executions::add);
        }
    }

    private Optional<Delivery> claim(Collection<String> queues) {
        if (faults.isDown()) {
            return Optional.empty();
        }
        return queues.isEmpty() ? crank.claim() : crank.claim(queues);
    }

    private Optional<TaskExecution> perform(Delivery delivery) {
        Optional<CrashPoint> death = faults.crashes(delivery.message());
        if (death.isPresent()) {
            parts.workers().sacrifice(delivery, death.get());
            return Optional.empty();
        }
        Optional<TaskExecution> execution = crank.perform(delivery);
        parts.awaitTracked();
        return execution;
    }

    private void runDueTimers() {
        if (clock != null) {
            clock.advance(Duration.ZERO);
        }
    }

    /** Something that is done by one thread at a time. */
    private interface Turn<T> {
        T take();
    }

    private <T> T exclusively(Turn<T> turn) {
        if (turning.isHeldByCurrentThread()) {
            throw new IllegalStateException("The harness is running a task already, and this was called from inside it."
                    + " What a handler submits is run after it. To let a handler take its time, call"
                    + " clock().advance(…); to let another worker act meanwhile, use worker(\"name\")");
        }
        turning.lock();
        try {
            return turn.take();
        } finally {
            turning.unlock();
            catchUp();
        }
    }
}
