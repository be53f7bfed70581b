package io.alsek;

import io.alsek.broker.Broker;
import io.alsek.broker.BrokerSettings;
import io.alsek.broker.Environment;
import io.alsek.event.TaskEvents;
import io.alsek.event.TaskListener;
import io.alsek.lock.Node;
import io.alsek.message.Backoff;
import io.alsek.message.Backoffs;
import io.alsek.message.IdSource;
import io.alsek.message.Names;
import io.alsek.message.Serializer;
import io.alsek.message.Serializers;
import io.alsek.message.SplitMix64;
import io.alsek.spi.Backend;
import io.alsek.spi.QueuePolicy;
import io.alsek.task.Task;
import io.alsek.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes an {@link Alsek} with settings of its own. Not thread-safe. */
public final class AlsekBuilder {

    private final Backend backend;
    private @Nullable Backend resultBackend;
    private QueuePolicy policy = QueuePolicy.DEFAULT;
    private int maxMessageBytes = BrokerSettings.DEFAULT.maxMessageBytes();
    private Duration statusTtl = BrokerSettings.DEFAULT.statusTtl();
    private Serializer writer = Serializer.json();
    private final List<Serializer> readers = new ArrayList<>();
    private final Backoffs backoffs = new Backoffs();
    private final TaskEvents events = new TaskEvents();
    private final KnownTasks known = new KnownTasks();
    private @Nullable Timekeeper time;
    private @Nullable IdSource ids;
    private RandomGenerator random = SplitMix64.unpredictable();
    private @Nullable String host;
    private @Nullable Executor chores;
    private boolean closesBackend = true;

    AlsekBuilder(Backend backend) {
        this.backend = backend;
    }

    /**
     * Makes tasks known by name, so that they can be submitted by name. Typed submission does not need it.
     *
     * @throws IllegalArgumentException if two different tasks share a name or alias
     */
    public AlsekBuilder tasks(Task<?, ?>... tasks) {
        for (Task<?, ?> task : tasks) {
            known.addNew(task);
        }
        return this;
    }

    /** Keeps results on another backend. They are then written just before their message is settled. */
    public AlsekBuilder resultsOn(Backend other) {
        resultBackend = other;
        return this;
    }

    /** Sets the rules for deliveries, duplicates and dead letters. */
    public AlsekBuilder policy(QueuePolicy rules) {
        policy = rules;
        return this;
    }

    /** Sets the largest encoded message, result or callback that is accepted; 1 MiB by default. */
    public AlsekBuilder maxMessageBytes(int bytes) {
        maxMessageBytes = bytes;
        return this;
    }

    /** Sets how long a status is kept, counted from submission; 14 days by default. */
    public AlsekBuilder statusTtl(Duration ttl) {
        statusTtl = ttl;
        return this;
    }

    /** Writes with this serializer; JSON by default. */
    public AlsekBuilder serializer(Serializer serializer) {
        writer = serializer;
        return this;
    }

    /** Reads with this serializer, too, where a payload names it. JSON and CBOR are always read. */
    public AlsekBuilder alsoReads(Serializer serializer) {
        readers.add(serializer);
        return this;
    }

    /** Adds an algorithm for waits between attempts; the factory gets the parameters of its settings. */
    public AlsekBuilder backoff(String algorithm, Function<Map<String, Object>, Backoff> factory) {
        backoffs.add(algorithm, factory);
        return this;
    }

    /** Adds a listener to the stream of events. */
    public AlsekBuilder listener(TaskListener listener) {
        events.add(listener);
        return this;
    }

    /** Goes by this timekeeper, which is closed with the instance; real time by default. */
    public AlsekBuilder timekeeper(Timekeeper timekeeper) {
        time = timekeeper;
        return this;
    }

    /** Takes ids of new messages from here; UUIDs of version 7 by default. */
    public AlsekBuilder ids(IdSource source) {
        ids = source;
        return this;
    }

    /** Takes randomness (jitter, ids) from here; unpredictable by default. */
    public AlsekBuilder random(RandomGenerator generator) {
        random = generator;
        return this;
    }

    /**
     * Names this host, as owners of locks and queues of nodes are told apart; by default what the machine calls itself. It must differ
     * from the names of all other hosts.
     */
    public AlsekBuilder host(String name) {
        host = Names.check("host name", name);
        return this;
    }

    /**
     * Runs here what has to be done now and then, such as firing schedules: one thing after the other, and each may
     * block. A daemon thread of its own by default.
     */
    public AlsekBuilder chores(Executor executor) {
        chores = executor;
        return this;
    }

    /** Leaves the backend open when the instance is closed. */
    public AlsekBuilder leaveBackendOpen() {
        closesBackend = false;
        return this;
    }

    /** Makes the instance. */
    public Alsek build() {
        Timekeeper timekeeper = time == null ? Timekeeper.system() : time;
        Serializers serializers = new Serializers(writer, readers);
        known.readWith(serializers);
        Environment environment = new Environment(
                timekeeper,
                ids == null ? IdSource.timeOrdered(backend.clock(), random) : ids,
                random,
                events,
                serializers,
                backoffs,
                new Node(host, random));
        BrokerSettings settings = new BrokerSettings(policy, maxMessageBytes, statusTtl);
        Broker broker = new Broker(backend, resultBackend == null ? backend : resultBackend, environment, settings);
        return new Alsek(broker, known, closesBackend, chores);
    }
}
