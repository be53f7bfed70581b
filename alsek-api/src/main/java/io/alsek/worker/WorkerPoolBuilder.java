package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Envelope;
import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.message.Names;
import io.alsek.message.Serializer;
import io.alsek.process.ChildProcess;
import io.alsek.process.Children;
import io.alsek.process.ProcessOptions;
import io.alsek.process.Setup;
import io.alsek.process.TaskProviders;
import io.alsek.spi.Subscription;
import io.alsek.task.AsyncTaskHandler;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes worker pools. Obtained from {@code Alsek}. Not thread-safe. */
public final class WorkerPoolBuilder {

    /** How many threads a thread pool has unless told otherwise. */
    public static final int DEFAULT_THREADS = 8;

    /** How many attempts an asynchronous pool runs at once unless told otherwise. */
    public static final int DEFAULT_ASYNC_SLOTS = 100;

    /** A hung message of a process is settled with the end of that process, which comes before this is over. */
    private static final Duration KILL_GRACE =
            ProcessCalls.COURTESY.plus(ChildProcess.KILL_PATIENCE).plusMillis(750);

    private final Broker broker;
    private final Mechanism mechanism;
    private final BiConsumer<WorkerPool, Handlers> onBuild;
    private final List<BoundTask<?, ?>> tasks = new ArrayList<>();

    /** How a process pool makes its children; {@code null} for other pools. */
    private final @Nullable ProcessOptions processes;

    private int size;
    private String name;
    private Duration lease = WorkerOptions.DEFAULT_LEASE;
    private Backoff idlePause = Backoff.linear(Duration.ofSeconds(1)).within(idleBounds());
    private List<String> queues = List.of();
    private Map<String, List<String>> tasksByQueue = Map.of();
    private Subscription.Rotation rotation = Subscription.Rotation.STRICT;

    /**
     * Begins a pool.
     *
     * @param mechanism {@link Mechanism#THREAD} or {@link Mechanism#ASYNC}
     * @param onBuild told of the pool and its tasks, so that they are known to the application and stop with it
     */
    public WorkerPoolBuilder(Broker broker, Mechanism mechanism, BiConsumer<WorkerPool, Handlers> onBuild) {
        if (mechanism == Mechanism.PROCESS) {
            throw new IllegalArgumentException("A process pool needs to know how to make its processes");
        }
        this.broker = broker;
        this.mechanism = mechanism;
        this.onBuild = onBuild;
        this.processes = null;
        this.size = mechanism == Mechanism.THREAD ? DEFAULT_THREADS : DEFAULT_ASYNC_SLOTS;
        this.name = mechanism == Mechanism.THREAD ? "alsek-worker" : "alsek-async";
    }

    /**
     * Begins a pool of child processes.
     *
     * @throws IllegalArgumentException if one of the task providers cannot be loaded, or fails
     */
    public WorkerPoolBuilder(Broker broker, ProcessOptions processes, BiConsumer<WorkerPool, Handlers> onBuild) {
        this.broker = broker;
        this.mechanism = Mechanism.PROCESS;
        this.onBuild = onBuild;
        this.processes = processes;
        this.size = Math.multiplyExact(processes.ceiling(), processes.threads());
        this.name = "alsek-process";
        this.tasks.addAll(TaskProviders.load(processes.providers(), "this process"));
    }

    private static Backoff.Bounds idleBounds() {
        return Backoff.Bounds.DEFAULT.withFloor(Duration.ofSeconds(1)).withCeiling(Duration.ofSeconds(30));
    }

    /** Adds a task with the function that runs it. */
    public <I extends @Nullable Object, O extends @Nullable Object> WorkerPoolBuilder handle(
            Task<I, O> task, TaskHandler<I, O> handler) {
        return add(task.handledBy(handler));
    }

    /** Adds a task with a function that needs only the input. */
    public <I extends @Nullable Object, O extends @Nullable Object> WorkerPoolBuilder handle(
            Task<I, O> task, TaskHandler.OfInput<I, O> handler) {
        return add(task.handledBy((input, context) -> handler.handle(input)));
    }

    /** Adds a task with a function that returns nothing. */
    public <I extends @Nullable Object> WorkerPoolBuilder perform(
            Task<I, @Nullable Void> task, TaskHandler.WithoutResult<I> handler) {
        return add(task.handledBy((input, context) -> {
            handler.handle(input, context);
            return null;
        }));
    }

    /** Adds a task with a function that returns before its work is done. */
    public <I extends @Nullable Object, O extends @Nullable Object> WorkerPoolBuilder handleAsync(
            Task<I, O> task, AsyncTaskHandler<I, O> handler) {
        return add(task.handledAsyncBy(handler));
    }

    /** Adds tasks that have their functions already. */
    public WorkerPoolBuilder add(BoundTask<?, ?>... bound) {
        return addAll(Arrays.asList(bound));
    }

    /** Adds tasks that have their functions already. */
    public WorkerPoolBuilder addAll(Collection<? extends BoundTask<?, ?>> bound) {
        if (processes != null) {
            throw new IllegalStateException("A function cannot be sent to another process. Let a TaskProvider supply "
                    + bound + ", and name its class in the ProcessOptions");
        }
        tasks.addAll(bound);
        return this;
    }

    /** Sets how many attempts run at once. */
    public WorkerPoolBuilder size(int slots) {
        if (slots <= 0) {
            throw new IllegalArgumentException("The size of a worker pool must be positive, but is " + slots);
        }
        if (processes != null) {
            throw new IllegalStateException("The size of a process pool is its processes times their threads; set them"
                    + " in the ProcessOptions");
        }
        size = slots;
        return this;
    }

    /** Sets the name, for threads, logs and events. */
    public WorkerPoolBuilder name(String poolName) {
        name = Names.check("worker pool name", poolName);
        return this;
    }

    /** Sets how long a message is held without a heartbeat; 30 seconds by default. */
    public WorkerPoolBuilder lease(Duration duration) {
        lease = duration;
        return this;
    }

    /** Takes only these queues, an earlier one before a later one; by default all, in alphabetical order. */
    public WorkerPoolBuilder queues(String... names) {
        queues = List.of(names);
        return this;
    }

    /** Takes only these tasks of these queues, an earlier task before a later one, whatever the priorities. */
    public WorkerPoolBuilder tasksInOrder(Map<String, List<String>> tasksOfQueues) {
        tasksByQueue = new LinkedHashMap<>(tasksOfQueues);
        return this;
    }

    /** Lets queues take turns, instead of emptying an earlier one before a later one. */
    public WorkerPoolBuilder fair() {
        rotation = Subscription.Rotation.FAIR;
        return this;
    }

    /**
     * Sets the upper bound between checks when nothing is ready, growing with their number; by default from 1 to 30
     * seconds. A message that becomes ready cuts it short, so this matters only where a signal can get lost.
     */
    public WorkerPoolBuilder idlePause(Backoff pause) {
        idlePause = pause;
        return this;
    }

    /**
     * Makes the pool, at rest.
     *
     * @throws IllegalArgumentException if no task of this kind of pool was added, or is among those it is to take; two
     *     share a name; a subscription by task names one that was not added; or a handler blocks and this JVM has no
     *     virtual threads
     */
    public WorkerPool build() {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException(
                    "The worker pool \"" + name + "\" has no tasks; add some with handle(task, handler)");
        }
        Handlers handlers = new Handlers(tasks);
        List<Task<?, ?>> taken = taken(handlers);
        if (taken.stream().noneMatch(this::isOfItsMechanism)) {
            throw new IllegalArgumentException("The worker pool \"" + name + "\" runs tasks of the mechanism "
                    + mechanism + ", but none of the tasks that it is to take has it: " + names(taken)
                    + ". Use the kind of pool that they ask for, or give them mechanism(" + mechanism + ")");
        }
        requireVirtualThreads();
        WorkerPool pool = processes == null ? inThisProcess(handlers) : inChildren(handlers, processes);
        onBuild.accept(pool, handlers);
        return pool;
    }

    private WorkerPool inThisProcess(Handlers handlers) {
        PoolLife life = life(handlers, WorkerOptions.named(name), new HandlerCall(broker.environment()));
        PoolOptions options = new PoolOptions(
                broker.environment(), idlePause, broker.backend().isRemote());
        return mechanism == Mechanism.THREAD
                ? new ThreadPool(life, size, options, new InThreads(life))
                : new AsyncPool(life, size, options);
    }

    private WorkerPool inChildren(Handlers handlers, ProcessOptions options) {
        Setup setup = setup(options);
        ProcessCalls calls = new ProcessCalls(broker, lease);
        PoolLife life = life(handlers, WorkerOptions.named(name).withInterruptGrace(KILL_GRACE), calls);
        Children children =
                new Children(broker, options, setup, ChildWorker.class, handlers.names(), life.worker()::flushReports);
        // Each thread claims for itself: not every one that is idle has a child to run a message.
        PoolOptions poolOptions = new PoolOptions(broker.environment(), idlePause, false);
        return new ProcessPool(life, size, poolOptions, calls, children);
    }

    private PoolLife life(Handlers handlers, WorkerOptions options, Calls calls) {
        ExecutorService housekeeper = PoolLife.newHousekeeper(name);
        ExecutorService courier = PoolLife.newCourier(name);
        Worker worker =
                new Worker(broker, handlers, subscription(handlers), options.withLease(lease), housekeeper, calls);
        if (broker.backend().isRemote()) {
            worker.shareCalls(
                    new Reports(broker.queues(), courier, broker.environment().time(), options.name()));
        }
        return new PoolLife(worker, housekeeper, courier, offer(handlers));
    }

    /** The tasks whose messages it looks for. Messages may have another mechanism than their task. */
    private List<Task<?, ?>> taken(Handlers handlers) {
        if (tasksByQueue.isEmpty()) {
            return handlers.all().stream().<Task<?, ?>>map(BoundTask::task).toList();
        }
        Set<Task<?, ?>> taken = new LinkedHashSet<>();
        tasksByQueue.forEach((queue, names) ->
                names.forEach(task -> taken.add(require(handlers, queue, task).task())));
        return List.copyOf(taken);
    }

    private boolean isOfItsMechanism(Task<?, ?> task) {
        return task.settings().mechanism() == mechanism;
    }

    private static List<String> names(Collection<Task<?, ?>> of) {
        return of.stream().flatMap(task -> task.allNames().stream()).toList();
    }

    /** What the log says that it runs. */
    private String offer(Handlers handlers) {
        Map<Boolean, List<Task<?, ?>>> isOwn =
                taken(handlers).stream().collect(Collectors.partitioningBy(this::isOfItsMechanism));
        String own = "for the tasks " + names(isOwn.getOrDefault(true, List.of()));
        List<Task<?, ?>> others = isOwn.getOrDefault(false, List.of());
        return others.isEmpty()
                ? own
                : own + ", and for messages of " + names(others) + " that ask for the mechanism " + mechanism;
    }

    private Setup setup(ProcessOptions options) {
        String contentType = broker.environment().serializers().writer().contentType();
        if (!contentType.equals(Serializer.JSON) && !contentType.equals(Serializer.CBOR)) {
            throw new IllegalArgumentException("The worker pool \"" + name + "\" runs tasks in child processes, which"
                    + " write JSON or CBOR, but this application writes \"" + contentType
                    + "\"; give that serializer to the tasks that need it");
        }
        Setup.Traits traits = new Setup.Traits(
                broker.backend().namespace(),
                broker.backend().events().isPresent(),
                broker.backend().locks().isPresent(),
                !broker.backend().equals(broker.resultBackend()),
                broker.environment().node().host());
        return new Setup(
                name,
                options.providers(),
                options.initializer(),
                options.threads(),
                contentType,
                traits,
                broker.settings());
    }

    /** Makes the pool and starts it. */
    public WorkerPool start() {
        return build().start();
    }

    private void requireVirtualThreads() {
        if (mechanism != Mechanism.ASYNC || VirtualThreads.areThere()) {
            return;
        }
        for (BoundTask<?, ?> bound : tasks) {
            if (!bound.isAsync() && !bound.task().settings().mainThread()) {
                throw new IllegalArgumentException("The handler of " + bound.task()
                        + " blocks its thread, and this JVM ("
                        + Runtime.version().feature()
                        + ") has no virtual threads. Return a CompletionStage from it (handleAsync), run it in a"
                        + " thread pool, or use Java 21 or later");
            }
        }
    }

    private Subscription subscription(Handlers handlers) {
        Set<String> routes = new LinkedHashSet<>();
        handlers.names().forEach(task -> routes.add(Envelope.route(task, mechanism)));
        if (!tasksByQueue.isEmpty()) {
            return new Subscription.TasksInOrder(routesByQueue(handlers), rotation);
        }
        return queues.isEmpty()
                ? new Subscription.AllQueues(routes, rotation)
                : new Subscription.QueuesInOrder(queues, routes, rotation);
    }

    private BoundTask<?, ?> require(Handlers handlers, String queue, String task) {
        BoundTask<?, ?> bound = handlers.find(task);
        if (bound == null) {
            throw new IllegalArgumentException("The worker pool \"" + name + "\" is to take the task \"" + task
                    + "\" from the queue \"" + queue + "\", but has no handler for it; it has " + handlers.names());
        }
        return bound;
    }

    private Map<String, List<String>> routesByQueue(Handlers handlers) {
        Map<String, List<String>> routes = new LinkedHashMap<>();
        tasksByQueue.forEach((queue, names) -> {
            List<String> ofQueue = new ArrayList<>();
            for (String task : names) {
                Task<?, ?> known = require(handlers, queue, task).task();
                known.allNames().forEach(each -> ofQueue.add(Envelope.route(each, mechanism)));
            }
            routes.put(queue, ofQueue);
        });
        return routes;
    }
}
