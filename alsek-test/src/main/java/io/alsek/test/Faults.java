package io.alsek.test;

import io.alsek.message.Message;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.Claims;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.time.Timekeeper;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in a test, by script: everything happens when the test says, and to whom it says.
 *
 * <pre>{@code
 * harness.faults().loseNextReply(BackendOperation.SETTLE);
 * harness.faults().duplicateNext(CHARGE);
 * harness.faults().backendIsDownFor(Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>A fault that is announced and never strikes proves nothing: at the end of a test with {@link AlsekExtension} it
 * fails the test. Thread-safe. For faults that strike by chance, see {@code io.alsek.test.simulation}.
 */
public final class Faults {

    private final Timekeeper time;
    private final @Nullable VirtualClock clock;
    private final Leases leases;
    private final Dispatch dispatch;

    private volatile Runnable onChange = () -> {};

    // Guarded by this.
    private final List<Announced> announced = new ArrayList<>();
    private final List<String> struck = new ArrayList<>();
    private final Set<BackendException> scripted = new HashSet<>();
    private boolean down;
    private @Nullable Instant backAt;

    Faults(Leases leases, Timekeeper time, @Nullable VirtualClock clock, Dispatch dispatch) {
        this.time = time;
        this.clock = clock;
        this.leases = leases;
        this.dispatch = dispatch;
    }

    /** What is going to go wrong. */
    private enum Kind {
        FAILURE,
        LOST_REPLY,
        DUPLICATE,
        CRASH,
        LOST_NOTE
    }

    /**
     * A fault that has not struck yet.
     *
     * @param kind what kind it is
     * @param operation what it strikes, if that is an operation
     * @param task whom it strikes, if that is a message
     * @param point where, if it is a crash
     */
    private record Announced(
            Kind kind,
            @Nullable BackendOperation operation,
            @Nullable Task<?, ?> task,
            @Nullable CrashPoint point) {

        boolean strikes(Kind other, @Nullable BackendOperation what, @Nullable String message) {
            return kind == other
                    && (operation == null || operation == what)
                    && (task == null || task.allNames().contains(String.valueOf(message)));
        }

        @Override
        public String toString() {
            String whom = task == null ? "" : " of the task \"" + task.name() + "\"";
            return switch (kind) {
                case FAILURE -> "the next " + operation + " fails without effect";
                case LOST_REPLY -> "the next " + operation + " takes effect, but its reply is lost";
                case DUPLICATE -> "the next delivery" + whom + " is duplicated";
                case CRASH -> "the worker that gets the next message" + whom + " dies " + point;
                case LOST_NOTE -> "the next note or signal is lost";
            };
        }
    }

    // ------------------------------------------------------------------------------------------------- for tests

    /** The next operation of this kind, whoever asks for it, fails without effect. */
    public Faults failNext(BackendOperation operation) {
        return announce(new Announced(Kind.FAILURE, operation, null, null));
    }

    /** The next operations of this kind, so many, fail without effect. */
    public Faults failNext(BackendOperation operation, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, but is " + times);
        }
        for (int i = 0; i < times; i++) {
            failNext(operation);
        }
        return this;
    }

    /** The next operation of this kind takes effect, but whoever asked for it does not learn that. */
    public Faults loseNextReply(BackendOperation operation) {
        return announce(new Announced(Kind.LOST_REPLY, operation, null, null));
    }

    /**
     * The next message of this task that the harness runs is delivered to two workers at once, as when one of them was
     * given up too early: both run it, and one of them settles it.
     *
     * @throws IllegalStateException with {@link Dispatch#BACKGROUND}
     */
    public Faults duplicateNext(Task<?, ?> task) {
        requireOwnWorker("duplicateNext", task);
        return announce(new Announced(Kind.DUPLICATE, null, task, null));
    }

    /**
     * The worker that gets the next message of this task from the harness dies over it. Others go on.
     *
     * @throws IllegalStateException with {@link Dispatch#BACKGROUND}
     */
    public Faults crashNext(Task<?, ?> task, CrashPoint point) {
        requireOwnWorker("crashNext", task);
        return announce(new Announced(Kind.CRASH, null, task, point));
    }

    /** The threads of a real pool do not die by script, and each message is given to one of them. */
    private void requireOwnWorker(String fault, Task<?, ?> task) {
        if (dispatch == Dispatch.BACKGROUND) {
            throw new IllegalStateException(fault + " would never strike: with Dispatch.BACKGROUND the task \""
                    + task.name() + "\" is run by a real worker pool. Let the harness run it, with Dispatch.MANUAL, and"
                    + " in real time if need be (TimeMode.REAL); or have a message delivered once more by"
                    + " expireLeaseOf, called from inside its handler");
        }
    }

    /** The next note (of a revocation, a status, an application's own) or signal reaches nobody. */
    public Faults loseNextNote() {
        return announce(new Announced(Kind.LOST_NOTE, null, null, null));
    }

    /** From now on, and for so long, no operation reaches the backend. Nothing runs meanwhile. */
    public Faults backendIsDownFor(Duration outage) {
        Instant end = time.instant().plus(outage);
        synchronized (this) {
            backAt = end;
        }
        backendIsDown();
        time.at(end, TimerKind.FOREGROUND, "end of the outage of the backend", this::backendIsBack);
        return this;
    }

    /** From now on no operation reaches the backend, until {@link #backendIsBack()}. */
    public synchronized Faults backendIsDown() {
        down = true;
        tell("the backend goes down");
        return this;
    }

    /** Ends an outage. */
    public synchronized Faults backendIsBack() {
        if (down) {
            down = false;
            backAt = null;
            tell("the backend is back");
        }
        return this;
    }

    /**
     * Lets the lease on a message run out before its time, as after a failover of the backend. Its holder does not know,
     * and keeps the message if he is the first to come back to it; others may claim it at once. With a virtual clock
     * this takes a millisecond.
     *
     * @throws IllegalStateException if nobody holds the message
     */
    public Faults expireLeaseOf(TaskHandle<?> handle) {
        return expireLeaseOf(handle.id());
    }

    /** The same, by the id of the message. */
    public Faults expireLeaseOf(String id) {
        leases.shorten(id);
        tell("the lease on " + id + " runs out early");
        if (clock != null) {
            clock.advance(Duration.ofMillis(1));
        }
        return this;
    }

    /** Calls off what was announced and has not struck yet. */
    public synchronized Faults callOff() {
        announced.clear();
        return this;
    }

    /** {@return what was announced and has not struck yet, in words} */
    public synchronized List<String> notStruck() {
        return announced.stream().map(Announced::toString).toList();
    }

    /** {@return what went wrong so far, in words and in order} */
    public synchronized List<String> struck() {
        return List.copyOf(struck);
    }

    @Override
    public String toString() {
        return "Faults[struck: " + struck() + ", announced: " + notStruck() + "]";
    }

    // -------------------------------------------------------------------------------------------- for the harness

    private synchronized Faults announce(Announced fault) {
        announced.add(fault);
        return this;
    }

    private synchronized void tell(String what) {
        struck.add(time.instant() + " " + what);
    }

    private synchronized Optional<Announced> strike(
            Kind kind, @Nullable BackendOperation operation, @Nullable String task) {
        for (Iterator<Announced> each = announced.iterator(); each.hasNext(); ) {
            Announced fault = each.next();
            if (fault.strikes(kind, operation, task)) {
                each.remove();
                tell(fault.toString());
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    synchronized boolean isDown() {
        return down;
    }

    /** Until when the backend is down, as the end of a sentence. */
    synchronized String outage() {
        return "the backend is down by script" + (backAt == null ? "" : " until " + backAt);
    }

    /** Whether this was thrown here, and so says nothing about the backend. */
    synchronized boolean isScripted(BackendException failure) {
        return scripted.contains(failure);
    }

    private synchronized BackendException thrown(BackendException failure) {
        scripted.add(failure);
        return failure;
    }

    /** Says what to do after each operation that changes queues. */
    void onChange(Runnable chore) {
        onChange = chore;
    }

    boolean duplicates(Message message) {
        return strike(Kind.DUPLICATE, null, message.task()).isPresent();
    }

    Optional<CrashPoint> crashes(Message message) {
        return strike(Kind.CRASH, null, message.task()).map(Announced::point);
    }

    /** What stands between the backend and everybody but the test. */
    Tap.Filter filter() {
        return new FaultyLink();
    }

    /** The link of everybody to the backend. */
    private final class FaultyLink implements Tap.Filter {

        @Override
        public @Nullable Object operate(Tap.Operation operation) throws Throwable {
            if (isDown()) {
                throw thrown(new BackendException.NotApplied(operation + " was not done, because " + outage(), null));
            }
            if (strike(Kind.FAILURE, operation.kind(), null).isPresent()) {
                throw thrown(new BackendException.NotApplied(operation + " was not done, by script", null));
            }
            Object result = operation.proceed();
            if (operation.kind().changes()) {
                onChange.run();
            }
            if (result instanceof Claims claims) {
                leases.remember(claims);
            }
            if (strike(Kind.LOST_REPLY, operation.kind(), null).isPresent()) {
                throw thrown(new BackendException.OutcomeUnknown(
                        "The reply to " + operation + " was lost, by script", null));
            }
            return result;
        }

        @Override
        public void raise(Runnable signal) {
            if (strike(Kind.LOST_NOTE, null, null).isEmpty()) {
                signal.run();
            }
        }

        @Override
        public void deliver(byte[] note, ChannelListener listener) {
            if (strike(Kind.LOST_NOTE, null, null).isEmpty()) {
                listener.onMessage(note);
            }
        }

        @Override
        public InstantSource clock(InstantSource real) {
            return real;
        }
    }
}
