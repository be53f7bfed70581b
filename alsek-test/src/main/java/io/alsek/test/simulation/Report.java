package io.alsek.test.simulation;

import java.util.Collection;
import java.util.List;

/** What is said when a simulation fails; to somebody who has never seen one. */
final class Report {

    private final Settings settings;
    private final SeedFile file;
    private final StringBuilder text = new StringBuilder();

    Report(Settings settings, SeedFile file) {
        this.settings = settings;
        this.file = file;
    }

    /**
     * A property is violated.
     *
     * @param original the run in which that was found
     * @param shrunk the simplest run that fails alike
     * @param again the shrunk run once more
     */
    SimulationFailure failure(Run original, Run shrunk, Run again) {
        Violation violation = violation(shrunk);
        long seed = original.script().seed();
        int faults = shrunk.script().faults().size();
        boolean always =
                original.script().faults().isEmpty() && original.script().switches() == 0;
        line("The simulation \"" + settings.name + "\" fails "
                + (always ? "even without faults." : "with seed " + seed + "."));
        seen(violation);
        howToRepeat(seed);
        repetition(shrunk, again);
        line("  Shrunk:    from " + size(original) + "\n             to " + size(shrunk));
        line("");
        faults(shrunk);
        whatHappened(shrunk, Table.LONG);
        line("What to do: " + advice(violation, faults));
        return new SimulationFailure(text.toString(), violation.property(), seed, faults, shrunk.cause());
    }

    private void seen(Violation violation) {
        line("");
        line("  Property:  " + violation.property() + kind(violation));
        line("  Seen:      " + violation.details());
        line("");
    }

    private void whatHappened(Run run, int rows) {
        line("What happened, step by step (milliseconds of virtual time; a column for each process):");
        line("");
        text.append(Table.of(run.trace().entries(), rows));
        line("");
    }

    /** A test does what a simulation cannot follow. */
    SimulationFailure unfit(Run run) {
        Violation violation = violation(run);
        long seed = run.script().seed();
        line("The simulation \"" + settings.name + "\" cannot go on with seed " + seed + ".");
        seen(violation);
        howToRepeat(seed);
        line("");
        whatHappened(run, Table.SHORT);
        return new SimulationFailure(
                text.toString(),
                violation.property(),
                seed,
                run.script().faults().size(),
                run.cause());
    }

    private static Violation violation(Run run) {
        Violation violation = run.violation();
        if (violation == null) {
            throw new IllegalArgumentException("The run did not fail");
        }
        return violation;
    }

    private static String kind(Violation violation) {
        return switch (violation.kind()) {
            case ALWAYS -> "   (must hold after every step)";
            case EVENTUALLY -> "   (must hold in the end)";
            case OBSERVATION -> "   (what is observed must not depend on faults)";
            case PROMISE -> "   (a promise of the library; always watched)";
            case TEST -> "   (what a simulation needs)";
        };
    }

    private void howToRepeat(long seed) {
        String command =
                settings.command.isEmpty() ? "run the same test" : "mvn test -Dtest='" + settings.command + "'";
        String join = settings.command.isEmpty() ? " with " : " ";
        line("  Repeat it: " + command + join + "-Dalsek.simulation.seed=" + seed);
        if (!file.place().isEmpty()) {
            line("             (the seed is kept in " + file.place() + " and tried first next time)");
        }
    }

    private void repetition(Run shrunk, Run again) {
        int difference = Trace.firstDifference(shrunk.trace(), again.trace());
        int steps = shrunk.trace().entries().size();
        if (difference < 0) {
            line("  Repeats:   yes, exactly, in all its " + steps + " steps");
        } else {
            line("  Repeats:   NO. The first difference is at step " + (difference + 1) + ":");
            difference(shrunk, again, difference);
        }
    }

    private void difference(Run first, Run second, int position) {
        line("               first:  " + at(first, position));
        line("               second: " + at(second, position));
    }

    private static String at(Run run, int position) {
        List<Trace.Entry> entries = run.trace().entries();
        if (position >= entries.size()) {
            return "(the run was over)";
        }
        Trace.Entry entry = entries.get(position);
        String digest = entry.digest() == 0 ? "" : " [content " + Long.toHexString(entry.digest()) + "]";
        return entry + digest;
    }

    private static String size(Run run) {
        return count(run.script().faults().size(), "fault") + ", "
                + count(run.script().switches(), "forced switch").replace("switchs", "switches") + ", "
                + count(run.facts().submitted().size(), "message");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private void faults(Run run) {
        List<PlannedFault> faults = run.script().faults();
        if (faults.isEmpty()) {
            line("No fault is needed: it is enough who acts when.");
        } else {
            line(faults.size() == 1 ? "The one fault that it takes:" : "The faults that it takes:");
        }
        for (PlannedFault fault : faults) {
            line("  - " + fault.node() + " " + fault.fault().words() + "   (" + fault.fault() + ")");
        }
        line("");
    }

    private static String advice(Violation violation, int faults) {
        return switch (violation.kind()) {
            case PROMISE ->
                "This is an error of the backend, or of Alsek itself, not of the tasks. Please report it"
                        + " with all of the above.";
            case TEST -> "";
            case OBSERVATION ->
                faults == 0
                        ? "The value depends on the order in which messages are run, even without faults, or on what changes"
                                + " from run to run (random numbers, the system clock, static fields). Observe something that"
                                + " does not: a set, a sum, a sorted list."
                        : idempotence();
            case ALWAYS, EVENTUALLY ->
                faults == 0
                        ? "Whatever the handlers share can change between any two steps of theirs. Look at the table for what"
                                + " came in between. If nothing did, it is left over from the runs before: make all state inside"
                                + " the simulation, not in fields."
                        : idempotence();
        };
    }

    private static String idempotence() {
        return "A message is run at least once. If a handler ran twice for one message, make its effect idempotent, with"
                + " the id of the message (context.message().id()) as the key.";
    }

    /** The same script gave two different runs. */
    SimulationFailure nondeterminism(Run first, Run second, int position) {
        long seed = first.script().seed();
        line("The simulation \"" + settings.name + "\" does not repeat: seed " + seed
                + " gave one course the first time and another the second time.");
        line("");
        line("  The first difference is at step " + (position + 1) + ":");
        difference(first, second, position);
        line("  " + suspect(first, second, position));
        line("");
        howToRepeat(seed);
        line("");
        line("What to do: look for what changes from run to run: the system clock (take simulation.clock() or"
                + " context.now()), random numbers and UUIDs (take simulation.random() or the id of the message), state"
                + " that outlives a run (static fields, fields of the test class: make it inside the simulation), the"
                + " order of hash sets, threads of your own.");
        return new SimulationFailure(text.toString(), "the simulation repeats exactly", seed, 0, null);
    }

    /** Who ran when it began to differ. */
    private static String suspect(Run first, Run second, int position) {
        List<Trace.Entry> entries = position < first.trace().entries().size()
                ? first.trace().entries()
                : second.trace().entries();
        String node = entries.get(position).node();
        for (int i = position; i >= 0; i--) {
            Trace.Entry entry = entries.get(i);
            if (entry.node().equals(node) && entry.text().startsWith("run ")) {
                return "The last handler that was begun there is that of "
                        + entry.text().substring(4) + ", on " + node + ".";
            }
        }
        return "No handler had been begun on " + node + "; look at what the client does there.";
    }

    /** Something never happened that was to happen sometimes. */
    SimulationFailure vacuous(Collection<String> missing, int seeds) {
        line("The simulation \"" + settings.name + "\" has not shown what it was to show: in " + count(seeds, "seed")
                + " this never happened:");
        missing.forEach(name -> line("  - " + name));
        line("");
        line("What to do: enable the faults that bring it about, try more seeds or a larger budget, give workers or"
                + " messages more to do; or the condition can never hold as it is written.");
        return new SimulationFailure(text.toString(), "sometimes: " + String.join(", ", missing), 0, 0, null);
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
