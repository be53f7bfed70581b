package io.alsek.test;

import io.alsek.Alsek;
import io.alsek.broker.DeadMessage;
import io.alsek.event.TaskEvent;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A complete Alsek for one test: a backend of its own, a clock that stands still, and a worker that acts when the test
 * says so. It runs the engine of production, from the bytes on the wire to the settlement; only who turns the crank
 * and which clock is read differ.
 *
 * <pre>{@code
 * try (AlsekHarness harness = AlsekHarness.create()) {
 *     harness.handle(ADD, add -> add.a() + add.b());
 *     TaskHandle<Integer> sum = harness.alsek().submit(ADD, new Add(1, 1));
 *     harness.drain();
 *     assertThat(sum.await(Duration.ZERO)).isEqualTo(2);
 * }
 * }</pre>
 *
 * <p>With JUnit, let {@link AlsekExtension} make and close it. Belongs to one test; what it does on the calling thread
 * must not be done from inside a handler.
 */
public final class AlsekHarness implements AutoCloseable {

    /** How many executions a drain may take unless told otherwise. */
    public static final int DEFAULT_MAX_EXECUTIONS = 1_000;

    /** How far {@link #runUntilIdle()} goes in virtual time. */
    public static final Duration LONGEST_RUN = Duration.ofDays(366);

    /** How long {@link #awaitIdle()} waits, in real time. */
    private static final Duration IDLE_PATIENCE = Duration.ofSeconds(30);

    private final HarnessParts parts;
    private final Turns turns;
    private boolean closed;

    AlsekHarness(HarnessParts parts, Turns turns) {
        this.parts = parts;
        this.turns = turns;
    }

    /** A harness in memory, on a virtual clock, that runs nothing until told to. */
    public static AlsekHarness create() {
        return builder().build();
    }

    /** Begins a harness with settings of its own. */
    public static HarnessBuilder builder() {
        return new HarnessBuilder();
    }

    /** {@return what the code under test submits through} */
    public Alsek alsek() {
        return parts.alsek();
    }

    /**
     * {@return the clock that this test moves}
     *
     * @throws IllegalStateException if the harness goes by real time
     */
    public VirtualClock clock() {
        VirtualClock clock = parts.clock();
        if (clock == null) {
            throw new IllegalStateException("This harness goes by real time, so it has no virtual clock;"
                    + " use TimeMode.VIRTUAL, and Dispatch.MANUAL or ON_SUBMIT");
        }
        return clock;
    }

    /** Adds a task with the function that runs it, or replaces its function. */
    public <I extends @Nullable Object, O extends @Nullable Object> AlsekHarness handle(
            Task<I, O> task, TaskHandler<I, O> handler) {
        return add(task.handledBy(handler));
    }

    /** Adds a task with a function that needs only the input, or replaces its function. */
    public <I extends @Nullable Object, O extends @Nullable Object> AlsekHarness handle(
            Task<I, O> task, TaskHandler.OfInput<I, O> handler) {
        return add(task.handledBy((input, context) -> handler.handle(input)));
    }

    /**
     * Adds tasks with their functions, or replaces their functions.
     *
     * @throws IllegalArgumentException if there is another task of the same name
     */
    public AlsekHarness add(BoundTask<?, ?>... tasks) {
        parts.add(tasks);
        return this;
    }

    /**
     * Runs one attempt of a task: its input goes over the wire, and its context, hooks and settlement are real. What
     * waits in its queue stays there. If it fails and retries are left, its message waits for another attempt.
     */
    public <I extends @Nullable Object, O extends @Nullable Object> TaskExecution perform(Task<I, O> task, I input) {
        return perform(task, input, 1);
    }

    /** The same, as attempt number {@code attempt}: as if those before it had failed. */
    public <I extends @Nullable Object, O extends @Nullable Object> TaskExecution perform(
            Task<I, O> task, I input, int attempt) {
        return performing(task, input).attempt(attempt).perform();
    }

    /** Runs one attempt of a task with this function, which need not have been added. */
    public <I extends @Nullable Object, O extends @Nullable Object> TaskExecution perform(
            BoundTask<I, O> bound, I input) {
        return performing(bound, input).perform();
    }

    /**
     * Begins one attempt of a task with a context of the test's choice: its number, its deliveries, its message.
     *
     * @throws IllegalStateException if the task has no handler here
     */
    public <I extends @Nullable Object> AttemptSpec<I> performing(Task<I, ?> task, I input) {
        BoundTask<?, ?> bound = parts.handlers().find(task.name());
        if (bound == null || bound.task() != task) {
            throw new IllegalStateException(task + " has no handler here; call harness.handle(task, handler) first, or"
                    + " perform a task that is bound to one");
        }
        return new AttemptSpec<>(parts, bound, task, input);
    }

    /** The same, with this function, which need not have been added. */
    public <I extends @Nullable Object> AttemptSpec<I> performing(BoundTask<I, ?> bound, I input) {
        return new AttemptSpec<>(parts, bound, bound.task(), input);
    }

    /** Runs the next due message; empty if there is none, or if its handler is asynchronous and not done yet. */
    public Optional<TaskExecution> runNext() {
        return turns.runNext(List.of());
    }

    /** The same, from this queue only. */
    public Optional<TaskExecution> runNext(String queue) {
        return turns.runNext(List.of(queue));
    }

    /** Runs all that is due now, and what that submits, and so on. What is due later stays. */
    public DrainResult drain() {
        return turns.drain(options -> {});
    }

    /** The same, with a bound on the number of executions. */
    public DrainResult drain(int maxExecutions) {
        return drain(options -> options.maxExecutions(maxExecutions));
    }

    /** The same, with bounds of its own; see {@link DrainOptions}. */
    public DrainResult drain(Consumer<DrainOptions> options) {
        return turns.drain(options);
    }

    /** Moves the clock on. Everything that falls due, the end included, runs at its own instant. */
    public DrainResult advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time does not go back: cannot advance by " + duration);
        }
        return turns.advanceTo(clock().instant().plus(duration));
    }

    /** Moves the clock to an instant. Everything that falls due, the end included, runs at its own instant. */
    public DrainResult advanceTo(Instant instant) {
        return turns.advanceTo(instant);
    }

    /** Moves the clock to when the next message or foreground timer is due, and runs it. Does nothing if none is. */
    public DrainResult advanceToNextEvent() {
        return turns.advanceToNextEvent();
    }

    /**
     * Jumps from event to event until nothing is left that somebody waits for: delayed messages, retries, redelivery
     * after a crash. Heartbeats and other housekeeping go on, but do not keep it busy.
     */
    public DrainResult runUntilIdle() {
        return turns.runUntilIdle(LONGEST_RUN);
    }

    /** The same, with a bound on virtual time. */
    public DrainResult runUntilIdle(Duration maxTime) {
        return turns.runUntilIdle(maxTime);
    }

    /**
     * Waits, in real time, until nothing is ready or being run: for {@link Dispatch#BACKGROUND}.
     *
     * @throws AssertionError if that takes longer than half a minute
     */
    public void awaitIdle() throws InterruptedException {
        parts.awaitIdle(IDLE_PATIENCE);
    }

    /** {@return all living messages: queue by queue, in the order in which they would be claimed} */
    public List<PendingTask> pending() {
        parts.journal().refuseAfterOffence();
        return parts.inspector().pending();
    }

    /** {@return the living messages of a queue, in the order in which they would be claimed} */
    public List<PendingTask> pending(String queue) {
        parts.journal().refuseAfterOffence();
        return parts.inspector().pending(queue);
    }

    /**
     * {@return all attempts so far, in the order of their ends}
     *
     * @throws IllegalStateException with {@link Dispatch#BACKGROUND}, which does not record them; see the events
     */
    public List<TaskExecution> executions() {
        parts.journal().refuseAfterOffence();
        return parts.executions();
    }

    /** {@return the dead letters of all queues; to look at them is to expect these failures} */
    public List<DeadMessage> deadLetters() {
        parts.journal().refuseAfterOffence();
        List<DeadMessage> dead = parts.inspector().deadLetters();
        dead.forEach(letter -> parts.journal().acknowledge(letter.key().id()));
        return dead;
    }

    /** {@return everything that happened so far, in order} */
    public List<TaskEvent> events() {
        parts.journal().refuseAfterOffence();
        return parts.journal().events();
    }

    /** {@return the same, to be asked for certain events, or to listen to} */
    public EventLog eventLog() {
        return new EventLog(parts.journal());
    }

    /** Declares that tasks may fail in this test: failures do not fail the test. */
    public AlsekHarness expectFailures() {
        parts.journal().expectAll();
        return this;
    }

    /** Declares that a task may fail in this test. */
    public AlsekHarness expectFailures(Task<?, ?> task) {
        parts.journal().expect(task);
        return this;
    }

    /** The worker of this name, made when first asked for. It runs the tasks of this harness when it is told to. */
    public SimulatedWorker worker(String name) {
        return parts.workers().named(name);
    }

    /** {@return what goes wrong in this test, by script} */
    public Faults faults() {
        return parts.faults();
    }

    /**
     * An executor for handlers that hand work to other threads: the harness waits for that work, after the handler, before
     * it goes on. Give the result to the code under test in place of the executor.
     */
    public Executor track(Executor executor) {
        return parts.track(executor);
    }

    /**
     * Checks what {@link AlsekExtension} checks after each test, for tests without it: that no task failed, no drain ran into
     * its bound, no announced fault failed to strike, and nobody waited in real time or started threads, unless the test
     * looked at it or expects it. Call it last.
     */
    public void requireNothingMissed() {
        Missed.by(this, OnUnexpectedFailure.FAIL_TEST, OnPending.IGNORE).ifPresent(missed -> {
            throw missed;
        });
    }

    /** Everything there is to know, as text: queues, dead letters, executions, events, workers, timers. */
    public String dump() {
        return new Dump(parts).write();
    }

    HarnessParts parts() {
        return parts;
    }

    /** Ends the workers, closes the {@link Alsek} and its backend. Closing twice is harmless. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        parts.close();
    }

    @Override
    public String toString() {
        return "AlsekHarness[" + parts.alsek().broker().backend() + "]";
    }
}
