package io.alsek;

import io.alsek.broker.Broker;
import io.alsek.broker.DeadLetters;
import io.alsek.broker.Hooks;
import io.alsek.broker.ManagedQueues;
import io.alsek.broker.ResultPool;
import io.alsek.broker.ResultStore;
import io.alsek.broker.StatusTracker;
import io.alsek.broker.Submitter;
import io.alsek.event.TaskListener;
import io.alsek.lock.Lock;
import io.alsek.message.Mechanism;
import io.alsek.message.Message;
import io.alsek.process.ProcessOptions;
import io.alsek.schedule.ScheduleOptions;
import io.alsek.schedule.ScheduledTask;
import io.alsek.schedule.Schedules;
import io.alsek.schedule.Trigger;
import io.alsek.spi.Backend;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.task.BoundTask;
import io.alsek.task.Chain;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.task.TaskSubmitter;
import io.alsek.worker.Handlers;
import io.alsek.worker.ImmediateExecution;
import io.alsek.worker.WorkerPool;
import io.alsek.worker.WorkerPoolBuilder;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The front door of the library: submits tasks, makes worker pools and gives access to everything else. One instance
 * per application, or one per test; there is no global state.
 *
 * <pre>{@code
 * try (Alsek alsek = Alsek.on(new MemoryBackend())) {
 *     alsek.threadPool().handle(ADD, (add, context) -> add.a() + add.b()).start();
 *     TaskHandle<Integer> sum = alsek.submit(ADD, new Add(1, 1));
 *     System.out.println(sum.await(Duration.ofSeconds(5)));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Closing it stops its worker pools and then closes the backend.
 */
public final class Alsek implements TaskSubmitter, AutoCloseable {

    private final Broker broker;
    private final Submitter submitter;
    private final KnownTasks known;
    private final Deferrals deferrals = new Deferrals();
    private final Schedules schedules;
    private final boolean closesBackend;
    private final ExecutorService ownChores = newChores();
    private final Deque<WorkerPool> pools = new ConcurrentLinkedDeque<>();

    /** Once true, never false again. */
    private volatile boolean closed;

    Alsek(Broker broker, KnownTasks known, boolean closesBackend, @Nullable Executor chores) {
        this.broker = broker;
        this.submitter = new Submitter(broker);
        this.known = known;
        this.closesBackend = closesBackend;
        this.schedules = new Schedules(broker, known::find, chores == null ? ownChores : chores);
        broker.onRevokedWaiting(this::tellRevoked);
    }

    /** One daemon thread, started when first needed; what comes after the end is dropped. */
    private static ExecutorService newChores() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                body -> {
                    Thread thread = new Thread(body, "alsek-chores");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** An instance with the default settings. */
    public static Alsek on(Backend backend) {
        return builder(backend).build();
    }

    /** Begins an instance with settings of its own. */
    public static AlsekBuilder builder(Backend backend) {
        return new AlsekBuilder(backend);
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(Task<I, O> task, I input) {
        requireOpen();
        if (deferrals.consume(task)) {
            return submitter.handleOn(task, generate(task, input));
        }
        return submitter.submit(task, input);
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Task<I, O> task, I input, Consumer<SubmitOptions> options) {
        requireOpen();
        if (deferrals.consume(task)) {
            return submitter.handleOn(task, generate(task, input, options));
        }
        return submitter.submit(task, input, options);
    }

    /** Submits a task without input. */
    public <O extends @Nullable Object> TaskHandle<O> submit(Task<@Nullable Void, O> task) {
        return submit(task, null);
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Chain<I, O> chain, I input, Consumer<SubmitOptions> options) {
        requireOpen();
        return submitter.submit(chain, input, options);
    }

    /**
     * Submits many inputs of one task at once; much cheaper than one by one.
     *
     * @return handles in the order of the inputs
     */
    public <I extends @Nullable Object, O extends @Nullable Object> List<TaskHandle<O>> submitAll(
            Task<I, O> task, Collection<? extends I> inputs) {
        requireOpen();
        return submitter.submitAll(task, inputs);
    }

    /**
     * Submits a task by name. The arguments become the task's input: by name if it takes arguments, or as the
     * properties of its input type.
     *
     * @throws UnknownTaskException if no task of that name, or alias, is known here: add it to the builder, or to a
     *     worker pool
     * @throws io.alsek.message.SerializationException if the arguments do not make an input
     */
    public TaskHandle<?> submitNamed(String name, Map<String, ? extends @Nullable Object> arguments) {
        return submitNamed(name, arguments, options -> {});
    }

    /** Submits a task by name, with options. */
    public TaskHandle<?> submitNamed(
            String name, Map<String, ? extends @Nullable Object> arguments, Consumer<SubmitOptions> options) {
        requireOpen();
        Task<?, ?> task = known.require(name);
        return submitter.submitUnchecked(task, known.inputOf(task, arguments), options);
    }

    /** Makes a message with the task's defaults without submitting it. */
    public <I extends @Nullable Object> Message generate(Task<I, ?> task, I input) {
        return generate(task, input, options -> {});
    }

    /** Makes a message without submitting it: to be used as a callback, or submitted through the broker later. */
    public <I extends @Nullable Object> Message generate(Task<I, ?> task, I input, Consumer<SubmitOptions> options) {
        requireOpen();
        return submitter.generate(task, input, options);
    }

    /** Makes a message that takes the result of the one before it as its input: to be used as a callback. */
    public Message generateFromPrevious(Task<?, ?> task) {
        requireOpen();
        return submitter.generateFromPrevious(task);
    }

    /**
     * Defers a task once: the next submission of it through this instance makes its message, but does not submit it.
     * What it returns is a handle on a message that was not submitted; submit it through the broker, or use it as a
     * callback.
     */
    public void defer(Task<?, ?> task) {
        deferrals.add(task);
    }

    /** {@return whether the next submission of the task is deferred} */
    public boolean isDeferred(Task<?, ?> task) {
        return deferrals.contains(task);
    }

    /** Calls a deferral off; returns whether there was one. */
    public boolean cancelDeferral(Task<?, ?> task) {
        return deferrals.consume(task);
    }

    /** Has a task without input submitted whenever a trigger says so; see {@link Schedules#schedule}. */
    public <O extends @Nullable Object> ScheduledTask<O> schedule(Task<@Nullable Void, O> task, Trigger trigger) {
        return schedule(task, trigger, options -> {});
    }

    /** Has a task without input submitted whenever a trigger says so; see {@link Schedules#schedule}. */
    public <O extends @Nullable Object> ScheduledTask<O> schedule(
            Task<@Nullable Void, O> task, Trigger trigger, Consumer<ScheduleOptions> options) {
        requireOpen();
        known.add(task);
        return schedules.schedule(task, trigger, options);
    }

    /** A handle on a message that was submitted some time by somebody. */
    public <O extends @Nullable Object> Optional<TaskHandle<O>> find(Task<?, O> task, MessageKey key) {
        requireOpen();
        return broker.sync(key).map(message -> submitter.handleOn(task, message));
    }

    /**
     * Runs a task here and now, on the calling thread and without a queue, but with its whole life cycle: wire round
     * trip, hooks, events, retries (without waiting between them). For debugging and tests.
     *
     * @return the result
     * @throws io.alsek.task.TaskFailedException if it fails for good
     */
    public <I extends @Nullable Object, O extends @Nullable Object> @Nullable O execute(BoundTask<I, O> task, I input) {
        requireOpen();
        return new ImmediateExecution(broker).run(task, submitter.generate(task.task(), input, options -> {}));
    }

    /**
     * Revokes a message: it is not run any more, and a worker that is at it is interrupted.
     *
     * @return what was found; {@link WithdrawOutcome#ABSENT} if the message is finished or unknown, which is no error
     */
    public WithdrawOutcome revoke(MessageKey key) {
        requireOpen();
        return broker.revoke(key);
    }

    /** Revokes a message, but only if no worker is at it. */
    public WithdrawOutcome revokeUnlessRunning(MessageKey key) {
        requireOpen();
        return broker.revokeUnlessRunning(key);
    }

    /** A message that nobody was running has nobody else to tell its task that it was revoked. */
    private void tellRevoked(Message message) {
        known.find(message.task())
                .ifPresent(task -> Hooks.tell(task, message, () -> task.hooks().onRevocation(message, null, null)));
    }

    /** Begins a pool of threads. */
    public WorkerPoolBuilder threadPool() {
        return newPool(Mechanism.THREAD);
    }

    /** Begins a pool for asynchronous handlers and, where the JVM has them, virtual threads. */
    public WorkerPoolBuilder asyncPool() {
        return newPool(Mechanism.ASYNC);
    }

    /**
     * Begins a pool of child processes, which can be killed. The tasks come from the providers that the options name.
     *
     * @throws IllegalArgumentException if a provider cannot be loaded, or fails
     */
    public WorkerPoolBuilder processPool(ProcessOptions options) {
        requireOpen();
        return new WorkerPoolBuilder(broker, options, this::added);
    }

    private WorkerPoolBuilder newPool(Mechanism mechanism) {
        requireOpen();
        return new WorkerPoolBuilder(broker, mechanism, this::added);
    }

    private void added(WorkerPool pool, Handlers handlers) {
        requireOpen();
        handlers.all().forEach(bound -> known.add(bound.task()));
        pools.push(pool);
    }

    /** The ends of many tasks, one after the other. */
    public <O extends @Nullable Object> ResultPool<O> resultsOf(List<TaskHandle<O>> handles) {
        return new ResultPool<>(broker, handles);
    }

    /** Adds a listener to the stream of events of this instance and its pools. */
    public void addListener(TaskListener listener) {
        broker.environment().events().add(listener);
    }

    /** {@return the tasks known here by name: given to the builder, or to a worker pool} */
    public List<Task<?, ?>> tasks() {
        return known.all();
    }

    /** {@return the broker underneath} */
    public Broker broker() {
        return broker;
    }

    /** {@return the stored results} */
    public ResultStore results() {
        return broker.results();
    }

    /** {@return the stored statuses} */
    public StatusTracker statuses() {
        return broker.statuses();
    }

    /** {@return the dead letters} */
    public DeadLetters deadLetters() {
        return broker.deadLetters();
    }

    /**
     * The lock of this name, that all processes share which use this namespace. This acquires nothing.
     *
     * @throws IllegalArgumentException if the name is empty or too long
     * @throws IllegalStateException if the backend has no locks
     */
    public Lock lock(String name) {
        requireOpen();
        return broker.locks().named(name);
    }

    /**
     * The name of the queue of this node, for work that only this host can do: submit it with
     * {@link SubmitOptions#queue}, and add the queue to the {@linkplain WorkerPoolBuilder#queues queues} of this host's
     * pools. It is nobody else's as long as the pools of all hosts name their queues; one that takes all queues takes
     * this one, too. Hosts are told apart by their {@linkplain AlsekBuilder#host names}.
     */
    public String nodeQueue() {
        return "node:" + broker.environment().node().host();
    }

    /** {@return the schedules, and the scheduler of this process} */
    public Schedules schedules() {
        return schedules;
    }

    /** {@return the queues as wholes: counts, browsing, pausing, purging, which releases the locks of what is purged} */
    public QueueAdmin queues() {
        return new ManagedQueues(broker);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This Alsek is closed; nothing was done");
        }
    }

    /**
     * Stops the scheduler and the worker pools, the last one first, with their default patience, releases what locks it
     * holds, and closes the backend unless it was built to leave it open. Closing twice is harmless.
     */
    @Override
    public void close() {
        closed = true;
        schedules.close();
        ownChores.shutdown();
        pools.forEach(WorkerPool::close);
        broker.locks().close();
        broker.environment().time().close();
        if (closesBackend) {
            broker.backend().close();
        }
    }
}
