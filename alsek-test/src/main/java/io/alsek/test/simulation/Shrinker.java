package io.alsek.test.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Looks for a simpler run that fails alike: with fewer faults, fewer switches and fewer messages. */
final class Shrinker {

    private static final int MOST_RUNS = 600;
    private static final int MOST_MOVED = 2;
    private static final int POINTS_TRIED = 80;

    private final Function<Script, Run> runner;
    private final Violation violation;
    private Run best;
    private int runs;

    Shrinker(Function<Script, Run> runner, Run failing, Violation violation) {
        this.runner = runner;
        this.best = failing;
        this.violation = violation;
    }

    Run shrink() {
        long before;
        do {
            before = size();
            accepts(best.script().withSchedule(List.of()));
            dropFaults();
            moveFaults();
            dropSwitches();
            if (violation.kind() != Violation.Kind.EVENTUALLY && best.cause() == null) {
                dropMessages();
            }
        } while (size() < before && runs < MOST_RUNS);
        return best;
    }

    private long size() {
        Script script = best.script();
        return script.faults().size() * 1_000_000L + best.facts().submitted().size() * 10_000L + script.switches();
    }

    /** Tries a script; keeps it if it fails alike. */
    private boolean accepts(Script script) {
        if (runs >= MOST_RUNS) {
            return false;
        }
        runs++;
        Run run = runner.apply(script);
        if (run.failsLike(violation)) {
            best = run;
            return true;
        }
        return false;
    }

    private void dropFaults() {
        if (!best.script().faults().isEmpty()) {
            accepts(best.script().withFaults(List.of()));
        }
        int position = best.script().faults().size() - 1;
        while (position >= 0) {
            List<PlannedFault> fewer = new ArrayList<>(best.script().faults());
            if (position < fewer.size()) {
                fewer.remove(position);
                accepts(best.script().withFaults(fewer));
            }
            position--;
        }
    }

    /** Lets a fault strike the first worker at one of its first points instead, so that no switch is needed. */
    private void moveFaults() {
        if (best.script().switches() == 0 || best.script().faults().size() > MOST_MOVED) {
            return;
        }
        for (int i = 0; i < best.script().faults().size(); i++) {
            PlannedFault fault = best.script().faults().get(i);
            for (int point = 0; point < POINTS_TRIED && runs < MOST_RUNS; point++) {
                List<PlannedFault> moved = new ArrayList<>(best.script().faults());
                moved.set(i, new PlannedFault(fault.fault(), "w1", point, fault.dice()));
                if (accepts(best.script().withFaults(moved).withSchedule(List.of()))) {
                    return;
                }
            }
        }
    }

    /** Lets whole stretches pass without a switch, then shorter ones. */
    private void dropSwitches() {
        int length = best.script().schedule().size();
        for (int chunk = Math.max(1, length / 2); chunk >= 1; chunk /= 2) {
            for (int start = 0; start < best.script().schedule().size() && runs < MOST_RUNS; start += chunk) {
                List<Integer> schedule = new ArrayList<>(best.script().schedule());
                int end = Math.min(schedule.size(), start + chunk);
                if (schedule.subList(start, end).stream().anyMatch(choice -> choice != 0)) {
                    Collections.fill(schedule.subList(start, end), 0);
                    accepts(best.script().withSchedule(schedule));
                }
            }
        }
    }

    private void dropMessages() {
        List<String> all = best.facts().submitted();
        for (String only : all) {
            Set<String> others = new HashSet<>(best.script().dropped());
            others.addAll(all);
            others.remove(only);
            if (all.size() > 1 && accepts(best.script().withDropped(others))) {
                return;
            }
        }
        for (String one : all) {
            Set<String> more = new HashSet<>(best.script().dropped());
            more.add(one);
            accepts(best.script().withDropped(more));
        }
    }
}
