package io.alsek.test.simulation;

import io.alsek.Alsek;
import io.alsek.message.Message;
import io.alsek.message.SplitMix64;
import io.alsek.spi.Backend;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Submission;
import io.alsek.task.BoundTask;
import io.alsek.test.BackendFactory;
import io.alsek.test.VirtualClock;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of a simulation: a backend, workers and clients on one virtual clock, and what fate has for them. */
final class World implements Course {

    /** Far more than any run needs that comes to an end. */
    private static final long MOST_STEPS = 100_000;

    private final Settings settings;
    private final Fate fate;
    private final Stage stage;
    private final VirtualClock clock = new VirtualClock();
    private final Trace trace = new Trace(clock.instant());
    private final Definition definition = new Definition();
    private final Baton baton;
    private final Backend backend;
    private final Ledger ledger;
    private final Alsek observer;
    private final Auditor auditor;
    private final List<WorkerNode> workers = new ArrayList<>();
    private final List<ClientNode> clients = new ArrayList<>();
    private final List<PlannedFault> struck = new ArrayList<>();
    private final List<String> executed = new ArrayList<>();
    private final List<String> submitted = new ArrayList<>();
    private final Judge judge = new Judge(definition, this);
    private Instant downUntil = Instant.MIN;
    private @Nullable SplitMix64 random;
    private boolean interrupted;

    // Set by anybody, at most once: the first one stands.
    private volatile @Nullable Violation violation;
    private volatile @Nullable Throwable cause;

    World(Settings settings, Fate fate, Stage stage) {
        this.settings = settings;
        this.fate = fate;
        this.stage = stage;
        this.baton = new Baton(clock, fate, stage, this);
        this.backend = settings.backend.open(new BackendFactory.Setup(
                "simulation", clock, new SplitMix64(Dice.roll(fate.seed(), Dice.hash("backend")))));
        this.ledger = new Ledger(backend.clock(), this::fail);
        var builder = Alsek.builder(backend);
        settings.customizing.accept(builder);
        this.observer = builder.timekeeper(clock).leaveBackendOpen().build();
        this.auditor = new Auditor(backend, observer, ledger, this::fail);
    }

    // ------------------------------------------------------------------------------------------------------- parts

    Settings settings() {
        return settings;
    }

    Fate fate() {
        return fate;
    }

    VirtualClock clock() {
        return clock;
    }

    Trace trace() {
        return trace;
    }

    Baton baton() {
        return baton;
    }

    Backend backend() {
        return backend;
    }

    Ledger ledger() {
        return ledger;
    }

    Alsek observer() {
        return observer;
    }

    boolean hasFailed() {
        return violation != null;
    }

    Definition definition() {
        return definition;
    }

    List<BoundTask<?, ?>> tasks() {
        return definition.tasks();
    }

    List<PlannedFault> struck() {
        return struck;
    }

    /** Random numbers for the test's own use. */
    SplitMix64 random() {
        SplitMix64 mine = random;
        if (mine == null) {
            mine = new SplitMix64(Dice.roll(fate.seed(), Dice.hash("test")));
            random = mine;
        }
        return mine;
    }

    // --------------------------------------------------------------------------------------------------- beginning

    Run run(SimulationBody body) {
        try {
            body.define(new Simulation(this));
            definition.requireComplete();
            for (int i = 1; i <= settings.workers; i++) {
                workers.add(new WorkerNode(this, "w" + i, 1));
            }
            definition.clients().forEach((name, script) -> clients.add(new ClientNode(this, name, script)));
            baton.run(new Lookout(this));
            if (interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The simulation was interrupted");
            }
            if (violation == null) {
                auditor.auditEnds();
            }
            Map<String, @Nullable Object> observed = violation == null ? judge.conclude() : Map.of();
            List<String> failures = violation == null ? auditor.failures() : List.of();
            Run.Facts facts = new Run.Facts(
                    baton.steps(),
                    judge.sometimes(),
                    submitted,
                    definition.areFailuresExpected() ? List.of() : failures,
                    random != null);
            Script script = new Script(fate.seed(), struck, baton.choices(), fate.dropped());
            return new Run(script, trace, violation, cause, observed, facts);
        } finally {
            observer.close();
            backend.close();
        }
    }

    // -------------------------------------------------------------------------------------------------- properties

    @Override
    public void look() {
        if (baton.steps() > MOST_STEPS) {
            fail(
                    Violation.Kind.TEST,
                    "the simulation comes to an end",
                    "After " + MOST_STEPS + " steps, at " + clock.instant() + ", it still goes on."
                            + Circles.describe(executed),
                    null);
        }
        if (violation == null) {
            judge.look();
        }
    }

    /** Something is not as it should be; the world ends. Only the first one counts. */
    void fail(Violation found) {
        fail(found, null);
    }

    void fail(Violation.Kind kind, String property, String details, @Nullable Throwable thrown) {
        fail(new Violation(property, kind, details), thrown);
    }

    private synchronized void fail(Violation found, @Nullable Throwable thrown) {
        if (violation == null) {
            violation = found;
            cause = thrown;
        }
        baton.finish();
    }

    void interrupt() {
        interrupted = true;
        baton.finish();
    }

    @Override
    public void failed(Actor actor, @Nullable Throwable thrown) {
        fail(Violation.Kind.TEST, "workers do not fail", actor.name() + " ended by throwing " + thrown, thrown);
    }

    // --------------------------------------------------------------------------------------------------------- end

    @Override
    public boolean isAtEnd() {
        if (violation != null) {
            return true;
        }
        boolean busy = !baton.allRest() || workers.stream().anyMatch(WorkerNode::isPaused);
        if (busy || isDown()) {
            return false;
        }
        boolean waited = clients.stream().allMatch(ClientNode::isDone);
        return (waited && ledger.alive() == 0) || auditor.findsStuck();
    }

    @Override
    public @Nullable Instant nextEvent() {
        boolean atWork = !baton.workersRest() || workers.stream().anyMatch(worker -> !worker.canAct());
        return atWork || isDown() ? null : ledger.nextEvent();
    }

    @Override
    public void stuck() {
        fail(
                Violation.Kind.TEST,
                "the simulation comes to an end",
                "Everybody waits for somebody else, and no time will change that.",
                null);
    }

    // ------------------------------------------------------------------------------------------- what actors do

    /** Whether a call is no step: it is made by a property, or after the end. */
    boolean isSpectating(Operation operation) {
        boolean actor = Thread.currentThread() instanceof ActorThread;
        if (baton.isOver()) {
            if (actor) {
                throw new Released();
            }
            return true;
        }
        if (baton.isMine()) {
            return baton.isSilent();
        }
        foreignThread("tried to " + operation.intent());
        throw new IllegalStateException("This thread is not part of the simulation, and nothing was done");
    }

    /** A thread that nobody knows of does something here. */
    void foreignThread(String what) {
        fail(
                Violation.Kind.TEST,
                "handlers start no threads",
                "The thread \"" + Thread.currentThread().getName() + "\" " + what + ". " + NO_THREADS,
                null);
    }

    private static final String NO_THREADS = "A simulation decides who acts when, and so cannot follow threads that a"
            + " handler or a client starts, or has work done by. Let the handler do its work itself, or give it an"
            + " executor that runs at once (Runnable::run) in simulations";

    /** Looks for threads that somebody started. */
    void lookForStrangers(Node node, String what) {
        Thread stranger = stage.stranger();
        if (stranger != null) {
            fail(
                    Violation.Kind.TEST,
                    "handlers start no threads",
                    "The thread \"" + stranger.getName()
                            + "\" was started, and is running now that " + node.name() + " comes to the end of " + what
                            + ". "
                            + NO_THREADS,
                    null);
            throw new Released();
        }
    }

    /** Calls the backend, writes down what it answered, and checks that it may answer that. */
    @Nullable
    Object apply(Node node, Operation operation, Node.Call call) throws Throwable {
        Object result;
        try {
            result = call.call();
        } catch (RuntimeException e) {
            node.say("cannot " + operation.intent() + ": " + e.getMessage(), Trace.Weight.NORMAL);
            throw e;
        }
        String outcome = operation.outcome(result);
        trace.add(
                clock.instant(),
                node.name(),
                outcome.isEmpty() ? operation.intent() : outcome,
                operation.digest(),
                outcome.isEmpty() ? Trace.Weight.QUIET : Trace.Weight.NORMAL);
        if (node instanceof ClientNode && operation.is(QueueStore.class, "submit")) {
            operation
                    .<Submission>elements()
                    .forEach(submission -> submitted.add(submission.message().id()));
        }
        if (ledger.enter(operation, result) && violation == null) {
            auditor.audit(operation);
        }
        return result;
    }

    /** A handler begins. */
    void begins(Message message) {
        executed.add(message.task());
        if (executed.size() > settings.maxExecutions) {
            fail(
                    Violation.Kind.TEST,
                    "the simulation comes to an end",
                    "There were " + settings.maxExecutions
                            + " executions, and more are waiting." + Circles.describe(executed)
                            + " If that is meant, raise it with maxExecutions.",
                    null);
        }
    }

    /** What somebody is at, as the beginning of a sentence. */
    String doing(Actor actor) {
        String handler = actor.node() instanceof WorkerNode worker ? worker.doing() : null;
        return handler == null ? actor.name() : "The handler of " + handler + ", on " + actor.name() + ",";
    }

    // ------------------------------------------------------------------------------------------------------ faults

    void struck(PlannedFault fault) {
        struck.add(fault);
        String node = fault.node().contains("/")
                ? fault.node().substring(0, fault.node().indexOf('/'))
                : fault.node();
        trace.add(clock.instant(), node, "*** " + fault.fault().words() + " ***", fault.dice(), Trace.Weight.FAULT);
    }

    boolean isDown() {
        return clock.instant().isBefore(downUntil);
    }

    void bringDown(PlannedFault fault) {
        Duration span = Dice.between(fault.dice(), Duration.ofSeconds(1), settings.lease.multipliedBy(2));
        downUntil = clock.instant().plus(span);
    }

    /** The backend gives a lease up early. */
    void shorten(Lease lease) {
        List<Extension> almostNothing = List.of(Extension.of(lease, Duration.ofMillis(1)));
        List<LeaseState> states = backend.queues(ledger.policy()).extend(almostNothing);
        ledger.enter(Operation.of(QueueStore.class, "extend", new Object[] {almostNothing}), states);
    }

    /** A worker process is started anew after a while. */
    void restart(WorkerNode worker, Duration pause) {
        clock.at(clock.instant().plus(pause), TimerKind.FOREGROUND, "start of " + worker.name(), () -> {
            WorkerNode next = new WorkerNode(this, worker.name(), worker.life() + 1);
            workers.set(workers.indexOf(worker), next);
            next.say("starts anew", Trace.Weight.FAULT);
        });
    }

    /** The next worker that lives; the same one if there is no other. */
    WorkerNode anotherWorker(WorkerNode worker) {
        int position = workers.indexOf(worker);
        for (int i = 1; i < workers.size(); i++) {
            WorkerNode other = workers.get((position + i) % workers.size());
            if (other.isAlive()) {
                return other;
            }
        }
        return worker;
    }
}
