package io.alsek.test;

import io.alsek.Alsek;
import io.alsek.AlsekBuilder;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskListener;
import io.alsek.message.Serializer;
import io.alsek.message.SplitMix64;
import io.alsek.spi.Backend;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskHandler;
import io.alsek.time.Timekeeper;
import io.alsek.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes an {@link AlsekHarness}. Can be used any number of times. Not thread-safe. */
public final class HarnessBuilder {

    private final List<BoundTask<?, ?>> tasks = new ArrayList<>();
    private final List<TaskListener> listeners = new ArrayList<>();
    private BackendFactory backend = BackendFactory.inMemory();
    private Dispatch dispatch = Dispatch.MANUAL;
    private TimeMode time = TimeMode.VIRTUAL;
    private Instant startAt = VirtualClock.START;
    private long seed;
    private int maxExecutions = AlsekHarness.DEFAULT_MAX_EXECUTIONS;
    private Duration lease = WorkerOptions.DEFAULT_LEASE;
    private Duration asyncPatience = Duration.ofSeconds(5);
    private final Set<Offence> tolerated = EnumSet.noneOf(Offence.class);
    private Consumer<AlsekBuilder> customizing = builder -> {};

    HarnessBuilder() {}

    HarnessBuilder copy() {
        HarnessBuilder copy = new HarnessBuilder();
        copy.tasks.addAll(tasks);
        copy.listeners.addAll(listeners);
        copy.backend = backend;
        copy.dispatch = dispatch;
        copy.time = time;
        copy.startAt = startAt;
        copy.seed = seed;
        copy.maxExecutions = maxExecutions;
        copy.lease = lease;
        copy.asyncPatience = asyncPatience;
        copy.tolerated.addAll(tolerated);
        copy.customizing = customizing;
        return copy;
    }

    /** Adds a task with the function that runs it. */
    public <I extends @Nullable Object, O extends @Nullable Object> HarnessBuilder handle(
            Task<I, O> task, TaskHandler<I, O> handler) {
        return add(task.handledBy(handler));
    }

    /** Adds a task with a function that needs only the input. */
    public <I extends @Nullable Object, O extends @Nullable Object> HarnessBuilder handle(
            Task<I, O> task, TaskHandler.OfInput<I, O> handler) {
        return add(task.handledBy((input, context) -> handler.handle(input)));
    }

    /** Adds tasks with their functions. */
    public HarnessBuilder add(BoundTask<?, ?>... bound) {
        tasks.addAll(Arrays.asList(bound));
        return this;
    }

    /** Keeps messages in another backend; in memory by default. */
    public HarnessBuilder backend(BackendFactory factory) {
        backend = factory;
        return this;
    }

    /** Sets who runs submitted tasks; {@link Dispatch#BACKGROUND} always goes by real time. */
    public HarnessBuilder dispatch(Dispatch newDispatch) {
        dispatch = newDispatch;
        return this;
    }

    /** Sets which clock to go by; a virtual one by default. */
    public HarnessBuilder time(TimeMode mode) {
        time = mode;
        return this;
    }

    /** Sets where the virtual clock starts; {@link VirtualClock#START} by default. */
    public HarnessBuilder startAt(Instant instant) {
        startAt = instant;
        return this;
    }

    /** Sets where ids, lease tokens and jitter come from: the same seed, the same run. Always 0 by default. */
    public HarnessBuilder seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** Sets how many executions one call may take, before it stops and says what goes round in circles. */
    public HarnessBuilder maxExecutions(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("maxExecutions must be at least 1, but is " + bound);
        }
        maxExecutions = bound;
        return this;
    }

    /** Sets how long workers hold a message without a heartbeat; 30 seconds by default. */
    public HarnessBuilder lease(Duration duration) {
        lease = duration;
        return this;
    }

    /**
     * Sets how long, in real time, to wait for an asynchronous handler that is not done when it returns, before going
     * on without it; 5 seconds by default. Zero lets the test complete it at its own time.
     */
    public HarnessBuilder asyncPatience(Duration patience) {
        asyncPatience = patience;
        return this;
    }

    /** Writes with this serializer; JSON by default. */
    public HarnessBuilder serializer(Serializer serializer) {
        return customize(builder -> builder.serializer(serializer));
    }

    /** Adds a listener to the stream of events. */
    public HarnessBuilder listener(TaskListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Allows what else fails a test on a virtual clock. */
    public HarnessBuilder tolerate(Offence... offences) {
        tolerated.addAll(Arrays.asList(offences));
        return this;
    }

    /** Sets anything else, in the way of production. */
    public HarnessBuilder customize(Consumer<AlsekBuilder> settings) {
        customizing = customizing.andThen(settings);
        return this;
    }

    int maxExecutions() {
        return maxExecutions;
    }

    /** Makes the harness. */
    public AlsekHarness build() {
        boolean virtual = time == TimeMode.VIRTUAL && dispatch != Dispatch.BACKGROUND;
        VirtualClock clock = virtual ? new VirtualClock(startAt) : null;
        Timekeeper timekeeper = clock == null ? Timekeeper.system() : clock;
        SplitMix64 seeds = new SplitMix64(seed);
        String namespace = "alsek-test-" + UUID.randomUUID();
        Backend opened =
                backend.open(new BackendFactory.Setup(namespace, timekeeper, new SplitMix64(seeds.nextLong())));
        Journal journal = new Journal();
        Leases leases = new Leases(opened);
        Faults faults = new Faults(leases, timekeeper, clock, dispatch);
        AlsekBuilder settings = Alsek.builder(Tap.through(opened, faults.filter()))
                .timekeeper(timekeeper)
                .random(new SplitMix64(seeds.nextLong()))
                .listener(journal);
        if (virtual) {
            settings.chores(Runnable::run);
        }
        listeners.forEach(settings::listener);
        customizing.accept(settings);
        Alsek alsek = settings.build();
        leases.goBy(alsek.broker().settings().policy());
        Watch watch = new Watch(journal, virtual ? tolerated : EnumSet.allOf(Offence.class));
        AlsekHarness harness = assemble(alsek, opened, new Stage(journal, faults, watch, clock));
        if (clock != null) {
            Sweeping sweeping = new Sweeping(alsek.broker(), clock);
            faults.onChange(sweeping::changed);
            harness.parts().onFirstTask(sweeping::start);
        }
        harness.add(tasks.toArray(BoundTask<?, ?>[]::new));
        if (opened.namespace().equals(namespace)) {
            harness.parts().atTheEnd(opened::clear); // nobody else can have anything there
        }
        return harness;
    }

    private AlsekHarness assemble(Alsek alsek, Backend opened, Stage stage) {
        HandlerTable handlers = new HandlerTable();
        Crank crank = new Crank(
                alsek.broker(),
                handlers,
                WorkerOptions.named("harness").withLease(lease),
                stage,
                new Crank.Settings(Runnable::run, asyncPatience, stage.clock() == null));
        // What the test looks at is there, even while nobody else can reach it.
        Inspector inspector = new Inspector(alsek.broker().decorated(backend -> opened), handlers);
        HarnessParts parts = new HarnessParts(
                alsek, inspector, handlers, stage, crank, new HarnessParts.Options(dispatch, lease, asyncPatience));
        Turns turns = new Turns(parts, maxExecutions);
        if (dispatch == Dispatch.ON_SUBMIT) {
            alsek.addListener(event -> {
                if (event instanceof TaskEvent.Submitted) {
                    turns.drainAfterSubmission();
                }
            });
        }
        return new AlsekHarness(parts, turns);
    }
}
