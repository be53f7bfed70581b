package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.broker.Environment;
import io.alsek.broker.Hooks;
import io.alsek.event.TaskEvents;
import io.alsek.lock.Node;
import io.alsek.message.Backoffs;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.IdSource;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.SerializationException;
import io.alsek.message.Serializer;
import io.alsek.message.Serializers;
import io.alsek.message.SplitMix64;
import io.alsek.process.ChildPipes;
import io.alsek.process.Order;
import io.alsek.process.ParentLink;
import io.alsek.process.RemoteBackend;
import io.alsek.process.Reply;
import io.alsek.process.Setup;
import io.alsek.process.TaskProviders;
import io.alsek.task.BoundTask;
import io.alsek.task.CancelReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.time.Timekeeper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The program of a child process: runs what its parent sends, until the parent is gone.
 *
 * <p>With one thread, all messages run in the main thread; with more, only those that ask for it.
 */
public final class ChildWorker implements ParentLink.Duties {

    /** The system property by which code can tell that it runs in a child: the name of its pool. */
    public static final String POOL = "alsek.pool";

    private static final String ROLE = "the child process";

    /** What a child exits with whose parent is gone. */
    private static final int ORPHANED = 1;

    private final ParentLink link;
    private final ParentLink.PrintedBy printedBy;
    private final Setup setup;
    private final Timekeeper time = Timekeeper.system();
    private final AtomicLong clockOffset = new AtomicLong();
    private final Broker broker;
    private final HandlerCall calls;
    private final LinkedBlockingQueue<Runnable> mainThread = new LinkedBlockingQueue<>();
    private final Map<Long, Attempt> running = new ConcurrentHashMap<>();
    private final ExecutorService notes = newThreads(1, "alsek-notes");
    private final @Nullable ExecutorService threads;

    /** Set before the parent is told that this child is ready, so before anything is to be run. */
    private volatile @Nullable Handlers handlers;

    private ChildWorker(ParentLink link, ParentLink.PrintedBy printedBy, Setup setup) {
        this.link = link;
        this.printedBy = printedBy;
        this.setup = setup;
        this.broker = newBroker();
        this.calls = new HandlerCall(broker.environment());
        this.threads = setup.threads() == 1 ? null : newThreads(setup.threads(), setup.pool());
    }

    /** Started by a process pool, never by hand. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ParentLink link = ChildPipes.open(arguments);
        ParentLink.PrintedBy printedBy = link.capture();
        Setup setup = link.readSetup();
        System.setProperty(POOL, setup.pool());
        ChildWorker worker = new ChildWorker(link, printedBy, setup);
        Thread reader = new Thread(worker::obey, "alsek-parent");
        reader.setDaemon(true);
        reader.start();
        worker.work();
    }

    private static ExecutorService newThreads(int number, String name) {
        AtomicLong made = new AtomicLong();
        return Executors.newFixedThreadPool(number, body -> {
            Thread thread = new Thread(body, name + "-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private Broker newBroker() {
        InstantSource clock = () -> time.instant().plusMillis(clockOffset.get());
        RandomGenerator random = SplitMix64.unpredictable();
        Serializer writer = setup.contentType().equals(Serializer.CBOR) ? Serializer.cbor() : Serializer.json();
        Environment environment = new Environment(
                time,
                IdSource.timeOrdered(clock, random),
                random,
                new TaskEvents(),
                new Serializers(writer, List.of()),
                new Backoffs(),
                new Node(setup.backend().host(), random));
        RemoteBackend messages = new RemoteBackend(link, setup.backend(), clock, false);
        RemoteBackend results =
                setup.backend().resultsElsewhere() ? new RemoteBackend(link, setup.backend(), clock, true) : messages;
        Broker made = new Broker(messages, results, environment, setup.settings());
        made.onRevokedWaiting(this::tellRevoked);
        return made;
    }

    private void tellRevoked(Message message) {
        BoundTask<?, ?> bound = find(message.task());
        if (bound != null) {
            Hooks.tell(bound.task(), message, () -> bound.task().hooks().onRevocation(message, null, null));
        }
    }

    private @Nullable BoundTask<?, ?> find(String task) {
        Handlers known = handlers;
        return known == null ? null : known.find(task);
    }

    /** On its own thread, so that it notices the parent's end whatever the handlers are at. */
    private void obey() {
        try {
            link.serve(this, notes);
        } catch (IOException | RuntimeException | Error e) {
            time.close(); // there is nobody left to tell; what matters is to end
        } finally {
            endAtOnce();
        }
    }

    /** Without shutdown hooks, which handlers could hold up. */
    private static void endAtOnce() {
        try {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        } finally {
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    private void work() throws IOException, InterruptedException {
        try {
            initialize();
            Handlers loaded = new Handlers(TaskProviders.load(setup.providers(), ROLE));
            handlers = loaded;
            link.ready(loaded.names());
        } catch (RuntimeException | Error e) {
            link.unfit(ExceptionDetails.of(e));
        }
        while (true) {
            mainThread.take().run();
        }
    }

    private void initialize() {
        String name = setup.initializer();
        if (name == null) {
            return;
        }
        Runnable initializer = TaskProviders.make(name, Runnable.class, ROLE);
        try {
            initializer.run();
        } catch (RuntimeException | Error e) {
            throw new IllegalArgumentException("The initializer " + name + " failed in " + ROLE + ": " + e, e);
        }
    }

    @Override
    public void run(long id, Order order) {
        clockOffset.set(order.now().toEpochMilli() - time.millis());
        Message message = Envelope.unpack(order.claimed());
        BoundTask<?, ?> bound = find(message.task());
        if (bound == null) {
            throw new IllegalStateException("The task \"" + message.task() + "\" came, but is not known here");
        }
        Attempt attempt = new Attempt(new Delivery(message, order.claimed().lease()), bound, broker.now());
        running.put(id, attempt);
        Runnable body = () -> perform(id, attempt, order);
        if (threads == null || message.settings().mainThread()) {
            mainThread.add(body);
        } else {
            threads.execute(body);
        }
    }

    @Override
    public void cancel(long id, CancelReason reason) {
        Attempt attempt = running.get(id);
        if (attempt != null) {
            attempt.cancel(reason);
        }
    }

    private void perform(long id, Attempt attempt, Order order) {
        printedBy.set(id);
        attempt.runsOn(Thread.currentThread());
        Returned returned = calls.run(attempt.bound(), new AttemptContext(broker, attempt, order.lease()));
        attempt.runsNoMore();
        Thread.interrupted(); // meant for the handler, which is over
        running.remove(id);
        printedBy.clear();
        try {
            reply(id, replyOf(attempt, returned));
        } catch (IOException e) {
            endAtOnce();
        }
    }

    private void reply(long id, Reply reply) throws IOException {
        try {
            link.reply(id, reply);
        } catch (IllegalArgumentException e) {
            link.reply(id, threw(Settler.resultCannotBeKept(e)));
        }
    }

    private Reply replyOf(Attempt attempt, Returned returned) {
        Throwable thrown = returned.thrown();
        if (thrown != null) {
            return threw(thrown);
        }
        try {
            return new Reply.Returned(encode(attempt, returned.value()));
        } catch (RuntimeException e) {
            return threw(Settler.resultCannotBeKept(e));
        }
    }

    private static Reply threw(Throwable thrown) {
        Reply.Kind kind = Reply.Kind.ORDINARY;
        if (thrown instanceof HandlerCall.UndecodableInput) {
            kind = Reply.Kind.UNDECODABLE;
        } else if (thrown instanceof NonRetryableException) {
            kind = Reply.Kind.NOT_RETRYABLE;
        }
        return new Reply.Threw(ExceptionDetails.of(thrown), kind);
    }

    /** A result that is not to be kept may still be wanted by hooks, but does no harm if it cannot be encoded. */
    private @Nullable Payload encode(Attempt attempt, @Nullable Object value) {
        Task<?, ?> task = attempt.bound().task();
        Message message = attempt.message();
        boolean kept =
                message.settings().tracking().storeResult() || message.lineage().callback() != null;
        if (!kept && task.outputType() == Void.class) {
            return null;
        }
        Serializer writer =
                task.serializer().orElse(broker.environment().serializers().writer());
        try {
            return new Payload(writer.contentType(), writer.serialize(value, task.outputType()));
        } catch (SerializationException e) {
            if (kept) {
                throw e;
            }
            return null;
        }
    }
}
