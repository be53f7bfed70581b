package io.alsek.test.simulation;

import io.alsek.Alsek;
import io.alsek.broker.DeadMessage;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of a simulated world, as a test sees it: says which tasks its workers run, what its clients do, and what must
 * hold. It is run for many seeds, each of which decides anew who acts when and what goes wrong.
 *
 * <pre>{@code
 * @SimulationTest
 * void everyCardIsChargedOnce(Simulation simulation) {
 *     Ledger ledger = new Ledger();
 *     simulation.handle(CHARGE, (card, context) -> ledger.charge(context.message().id(), card));
 *     simulation.client(alsek -> alsek.submit(CHARGE, "4711"));
 *     simulation.always("never charged twice", () -> ledger.charges("4711") <= 1);
 *     simulation.eventually("charged", () -> ledger.charges("4711") == 1);
 * }
 * }</pre>
 *
 * <p>All state of the test must be made inside, as the ledger above, so that every run begins with its own. Workers and
 * clients take turns: while one acts everybody else stands still, so plain collections will do. They take turns at every
 * operation of the backend, around handlers, and at {@link #checkpoint}.
 */
public final class Simulation {

    private final World world;

    Simulation(World world) {
        this.world = world;
    }

    /** Begins a simulation without JUnit's help. */
    public static SimulationBuilder seeds(int number) {
        return new SimulationBuilder().seeds(number);
    }

    // -------------------------------------------------------------------------------------------- who is in the world

    /** Adds a task that all workers run. */
    public <I extends @Nullable Object, O extends @Nullable Object> Simulation handle(
            Task<I, O> task, TaskHandler<I, O> handler) {
        return add(task.handledBy(handler));
    }

    /** Adds a task that all workers run, with a function that needs only the input. */
    public <I extends @Nullable Object, O extends @Nullable Object> Simulation handle(
            Task<I, O> task, TaskHandler.OfInput<I, O> handler) {
        return add(task.handledBy((input, context) -> handler.handle(input)));
    }

    /** Adds tasks that all workers run. */
    public Simulation add(BoundTask<?, ?>... tasks) {
        world.definition().tasks().addAll(Arrays.asList(tasks));
        return this;
    }

    /** Adds a client, which acts beside the workers and the other clients. */
    public Simulation client(ClientScript script) {
        return client(world.definition().clientName(), script);
    }

    /**
     * Adds a client with a name.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public Simulation client(String name, ClientScript script) {
        if (world.definition().clients().putIfAbsent(name, script) != null || name.matches("w\\d+")) {
            throw new IllegalArgumentException("There is a client or worker \"" + name + "\" already");
        }
        return this;
    }

    // ---------------------------------------------------------------------------------------------- what must hold

    /** A condition that must hold after every step. */
    public Simulation always(String name, BooleanSupplier condition) {
        world.definition().always().add(new Definition.Property(name, condition));
        return this;
    }

    /** A condition that must hold in the end, when the faults are over and every message has come to its end. */
    public Simulation eventually(String name, BooleanSupplier condition) {
        world.definition().eventually().add(new Definition.Property(name, condition));
        return this;
    }

    /**
     * Something that must happen after some step of some run. If it never does, the simulation has not shown what it
     * was to show, and fails.
     */
    public Simulation sometimes(String name, BooleanSupplier condition) {
        world.definition().sometimes().add(new Definition.Property(name, condition));
        return this;
    }

    /**
     * Something that must come out, in the end, as it comes out without any fault: that is what idempotence means.
     *
     * @param value gives a value with a meaningful {@code equals}; take care that it does not depend on the order in
     *     which messages are run, which may differ
     */
    public Simulation observe(String name, Supplier<? extends @Nullable Object> value) {
        world.definition().observed().put(name, value);
        return this;
    }

    /** The same, where there is only one thing to observe. */
    public Simulation observe(Supplier<? extends @Nullable Object> value) {
        return observe("the state", value);
    }

    /**
     * Declares that tasks may fail for good even if nothing goes wrong around them. Otherwise that fails the simulation,
     * as handlers that do not work show nothing; unless the test looks at {@link #deadLetters()}.
     */
    public Simulation expectFailures() {
        world.definition().expectFailures();
        return this;
    }

    // ------------------------------------------------------------------------------------- for handlers and clients

    /**
     * A point at which others may go on, and faults may strike: between the effects of a handler, say, or inside a fake
     * that stands for another system. Does nothing inside of a property.
     *
     * @param what what was just done, in words; shown in reports
     * @throws IllegalStateException if a thread calls it that is not part of the simulation
     */
    public void checkpoint(String what) {
        Actor actor = world.baton().current();
        if (world.baton().isMine() && actor != null && !world.baton().isSilent()) {
            actor.node().say(what, Trace.Weight.NORMAL);
            actor.node().point(actor.node() instanceof WorkerNode ? Moment.WORKER_IN_HANDLER : Moment.UNEVENTFUL);
        } else if (Thread.currentThread() instanceof ActorThread
                && world.baton().isOver()) {
            throw new Released();
        } else if (!world.baton().isSilent() && !world.baton().isOver()) {
            world.foreignThread("came to the checkpoint \"" + what + "\"");
            throw new IllegalStateException("This thread is not part of the simulation");
        }
    }

    /**
     * Lets a handler or a client take its time, in the time of the simulation, while others go on.
     *
     * @throws InterruptedException if the attempt is to stop
     */
    public void sleep(Duration duration) throws InterruptedException {
        world.baton().await(() -> false, world.clock().instant().plus(duration));
    }

    /** {@return the clock of the simulation; it goes on by itself when nobody can do anything before} */
    public Clock clock() {
        return world.clock();
    }

    /** {@return random numbers for the test's own use, such as its workload; the same for the same seed} */
    public RandomGenerator random() {
        return world.random();
    }

    // ---------------------------------------------------------------------------------------------- for properties

    /** {@return how often, so far, a message was handed out again although an attempt at it was not over} */
    public int redeliveries() {
        return world.ledger().redeliveries();
    }

    /** {@return how often, so far, this fault has struck} */
    public long strikes(Fault fault) {
        return world.struck().stream().filter(struck -> struck.fault() == fault).count();
    }

    /** {@return all dead letters, queue by queue; to look at them is to expect that tasks may fail} */
    public List<DeadMessage> deadLetters() {
        world.definition().expectFailures();
        List<DeadMessage> all = new ArrayList<>();
        world.baton().silently(() -> {
            Alsek alsek = world.observer();
            for (String queue : alsek.queues().queues()) {
                all.addAll(alsek.deadLetters().list(queue));
            }
        });
        return all;
    }
}
