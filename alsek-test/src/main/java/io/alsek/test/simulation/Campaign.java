package io.alsek.test.simulation;

import io.alsek.time.Timekeeper;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs a simulation for one seed after the other, and gets to the bottom of the first failure. */
final class Campaign {

    private static final String PREFIX = "alsek.simulation.";

    private final Settings settings;
    private final SimulationBody body;
    private final SeedFile file;
    private final Set<String> sometimes = new LinkedHashSet<>();
    private final Map<Fault, Long> strikes = new EnumMap<>(Fault.class);
    private final Map<Script, Run> twins = new HashMap<>();
    private final Set<String> expected = new LinkedHashSet<>();
    private int seedsRun;
    private long steps;
    private long hash;
    private int length;

    Campaign(Settings settings, SimulationBody body) {
        this.settings = settings;
        this.body = body;
        this.file = new SeedFile(settings);
    }

    SimulationReport run() {
        Long single = Long.getLong(PREFIX + "seed");
        List<Long> first = single == null ? file.seeds() : List.of(single);
        long number = single == null ? Integer.getInteger(PREFIX + "seeds", settings.seeds) : 0;
        try (Stage stage = new Stage();
                Timekeeper real = Timekeeper.system()) {
            withoutFaults(first.isEmpty() ? 1 : first.get(0), stage);
            long start = real.millis();
            for (long seed : first) {
                attempt(seed, stage);
            }
            for (long seed = 1; seed <= number && !isOverBudget(real.millis() - start); seed++) {
                if (!first.contains(seed)) {
                    attempt(seed, stage);
                }
            }
        }
        if (single == null) {
            requireEverything();
        }
        return new SimulationReport(settings.name, seedsRun, steps, strikes, hash);
    }

    /** What fails without faults has to be mended first. */
    private void withoutFaults(long seed, Stage stage) {
        Run twin = perform(new ScriptedFate(Script.uneventful(seed)), stage);
        requireSuccess(withoutFailures(twin), stage);
        requireSame(twin, perform(new ScriptedFate(twin.script()), stage));
        length = twin.script().schedule().size();
    }

    /** A task that fails for good although nothing went wrong around it, and nobody looks. */
    private static Run withoutFailures(Run twin) {
        List<String> failures = twin.facts().failures();
        if (failures.isEmpty()) {
            return twin;
        }
        return twin.with(new Violation(
                "tasks do not fail by themselves",
                Violation.Kind.TEST,
                "Nothing went wrong, and yet there failed for good: " + String.join("; ", failures)
                        + ". If that is what you test, look at simulation.deadLetters() in a property, or call"
                        + " simulation.expectFailures()"));
    }

    private boolean isOverBudget(long millis) {
        return settings.budget != null && seedsRun > 0 && millis > settings.budget.toMillis();
    }

    private void attempt(long seed, Stage stage) {
        Run run = judged(perform(new SeededFate(seed, settings, length), stage), stage);
        seedsRun++;
        requireSuccess(run, stage);
        if (seedsRun == 1) {
            requireSame(run, perform(new ScriptedFate(run.script()), stage));
        }
        file.remove(seed);
        steps += run.facts().steps();
        hash = hash * 31 + run.trace().hash();
        sometimes.addAll(run.facts().sometimes());
        run.script().faults().forEach(fault -> strikes.merge(fault.fault(), 1L, Long::sum));
    }

    private Run perform(Fate fate, Stage stage) {
        World world = new World(settings, fate, stage);
        Run run = world.run(body);
        world.definition().sometimes().forEach(property -> expected.add(property.name()));
        return run;
    }

    /** Compares what was observed with the same workload without faults. */
    private Run judged(Run run, Stage stage) {
        if (run.failed() || run.observed().isEmpty()) {
            return run;
        }
        Run twin = twin(run, stage);
        for (Map.Entry<String, @Nullable Object> entry : run.observed().entrySet()) {
            Object without = twin.observed().get(entry.getKey());
            if (!twin.failed() && !Objects.equals(entry.getValue(), without)) {
                return run.with(new Violation(
                        entry.getKey() + " is as without faults",
                        Violation.Kind.OBSERVATION,
                        difference(entry.getValue(), without)));
            }
        }
        return run;
    }

    private static String difference(@Nullable Object with, @Nullable Object without) {
        boolean alike = String.valueOf(with).equals(String.valueOf(without));
        return "With these faults it is   " + with + "\n             Without faults it is     " + without
                + (alike ? "\n             They read alike, but their equals() says otherwise: give them one" : "");
    }

    private Run twin(Run run, Stage stage) {
        long seed = run.facts().variable() ? run.script().seed() : 0;
        Script script = Script.uneventful(seed).withDropped(run.script().dropped());
        Run known = twins.get(script);
        if (known == null) {
            known = perform(new ScriptedFate(script), stage);
            twins.clear(); // the same one is asked for again and again, or never
            twins.put(script, known);
        }
        return known;
    }

    // ----------------------------------------------------------------------------------------------------- failures

    private void requireSuccess(Run run, Stage stage) {
        Violation violation = run.violation();
        if (violation == null) {
            return;
        }
        Report report = new Report(settings, file);
        if (violation.kind() == Violation.Kind.TEST) {
            throw report.unfit(run);
        }
        requireSame(run, judged(perform(new ScriptedFate(run.script()), stage), stage));
        Run shrunk = new Shrinker(script -> judged(perform(new ScriptedFate(script), stage), stage), run, violation)
                .shrink();
        Run again = judged(perform(new ScriptedFate(shrunk.script()), stage), stage);
        file.add(run.script().seed());
        throw report.failure(run, shrunk, again);
    }

    /** The same script must give the same run, or nothing that is said about it can be believed. */
    private void requireSame(Run first, Run second) {
        int difference = Trace.firstDifference(first.trace(), second.trace());
        if (difference >= 0) {
            throw new Report(settings, file).nondeterminism(first, second, difference);
        }
    }

    private void requireEverything() {
        expected.removeAll(sometimes);
        if (!expected.isEmpty()) {
            throw new Report(settings, file).vacuous(expected, seedsRun);
        }
    }
}
