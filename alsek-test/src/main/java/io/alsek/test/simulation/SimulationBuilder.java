package io.alsek.test.simulation;

import io.alsek.AlsekBuilder;
import io.alsek.test.BackendFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.function.Consumer;

/** Says how a simulation is run. Not thread-safe. */
public final class SimulationBuilder {

    private final Settings settings = new Settings();

    SimulationBuilder() {}

    /** How many seeds to try, 200 by default: 1, 2, 3 and so on, after those that failed last time. */
    public SimulationBuilder seeds(int number) {
        settings.seeds = atLeast(1, number, "seeds");
        return this;
    }

    /** How many workers there are, each a process with one thread; 3 by default. */
    public SimulationBuilder workers(int number) {
        settings.workers = atLeast(1, number, "workers");
        return this;
    }

    /** What can go wrong: the {@linkplain Fault#standard() standard} faults by default. None at all is fine, too. */
    public SimulationBuilder faults(Fault... faults) {
        return faults(Arrays.asList(faults));
    }

    /** What can go wrong. */
    public SimulationBuilder faults(Collection<Fault> faults) {
        EnumSet<Fault> set = EnumSet.noneOf(Fault.class);
        set.addAll(faults);
        settings.faults = set;
        return this;
    }

    /**
     * How often something can go wrong in one run; 4 by default, so that no message is delivered so often that it
     * becomes a poison pill.
     */
    public SimulationBuilder maxFaults(int number) {
        settings.maxFaults = atLeast(0, number, "maxFaults");
        return this;
    }

    /** How it is decided who goes on; mixed by default. */
    public SimulationBuilder schedule(Schedule schedule) {
        settings.schedule = schedule;
        return this;
    }

    /** How long to go on in real time; when that is over no further seed is tried. Without bound by default. */
    public SimulationBuilder budget(Duration realTime) {
        settings.budget = realTime;
        return this;
    }

    /** How many executions a run may take before it counts as endless; 1,000 by default. */
    public SimulationBuilder maxExecutions(int number) {
        settings.maxExecutions = atLeast(1, number, "maxExecutions");
        return this;
    }

    /** How long workers hold a message without a heartbeat; 30 seconds by default. */
    public SimulationBuilder lease(Duration duration) {
        settings.lease = duration;
        return this;
    }

    /**
     * Keeps messages in another backend; in memory by default. It must go by the clock that it is given, answer on the
     * calling thread, and be empty each time that it is opened: what another world has left would make worlds differ.
     */
    public SimulationBuilder backend(BackendFactory factory) {
        settings.backend = factory;
        return this;
    }

    /** Sets anything else, in the way of production. Results must stay beside the messages. */
    public SimulationBuilder customize(Consumer<AlsekBuilder> customizing) {
        settings.customizing = settings.customizing.andThen(customizing);
        return this;
    }

    /** A name for reports, and for the file of failing seeds; that of the calling method by default. */
    public SimulationBuilder named(String name) {
        settings.name = name;
        return this;
    }

    /** The command that repeats the test, shown when it fails. */
    SimulationBuilder command(String command) {
        settings.command = command;
        return this;
    }

    /** Keeps failing seeds in this directory; {@code target/alsek-simulation} by default. */
    public SimulationBuilder rememberIn(Path directory) {
        settings.memory = directory;
        return this;
    }

    /** Does not keep failing seeds. */
    public SimulationBuilder rememberNothing() {
        settings.remembers = false;
        return this;
    }

    /**
     * Runs it for all its seeds.
     *
     * @return what was seen, if all is well
     * @throws SimulationFailure if a property is violated; with the seed and everything that is needed to repeat it
     */
    public SimulationReport run(SimulationBody body) {
        if (settings.name.isEmpty()) {
            settings.name = Caller.name();
        }
        return new Campaign(settings, body).run();
    }

    private static int atLeast(int least, int number, String what) {
        if (number < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", but is " + number);
        }
        return number;
    }
}
