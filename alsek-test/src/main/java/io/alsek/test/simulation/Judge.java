package io.alsek.test.simulation;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Judges the properties that the test has given its world. */
final class Judge {

    private final Definition definition;
    private final World world;
    private final Set<String> sometimes = new LinkedHashSet<>();

    Judge(Definition definition, World world) {
        this.definition = definition;
        this.world = world;
    }

    /** Which of the things that are to happen sometimes have happened. */
    Set<String> sometimes() {
        return sometimes;
    }

    /** After every step. */
    void look() {
        for (Definition.Property property : definition.always()) {
            if (!holds(property)) {
                world.fail(new Violation(
                        property.name(),
                        Violation.Kind.ALWAYS,
                        "It does not hold any more after the last step below."));
                return;
            }
        }
        for (Definition.Property property : definition.sometimes()) {
            if (!sometimes.contains(property.name()) && holds(property)) {
                sometimes.add(property.name());
            }
        }
    }

    private boolean holds(Definition.Property property) {
        try {
            return property.condition().getAsBoolean();
        } catch (RuntimeException | AssertionError e) {
            world.fail(Violation.Kind.ALWAYS, property.name(), "Its condition threw " + e, e);
            return true;
        }
    }

    /** After the end; returns what was observed. */
    Map<String, @Nullable Object> conclude() {
        look();
        for (Definition.Property property : definition.eventually()) {
            if (!world.hasFailed() && !holds(property)) {
                world.fail(new Violation(
                        property.name(),
                        Violation.Kind.EVENTUALLY,
                        "All faults are over, all messages have come to an end, and it does not hold."));
            }
        }
        Map<String, @Nullable Object> observed = new LinkedHashMap<>();
        for (Map.Entry<String, Supplier<?>> entry : definition.observed().entrySet()) {
            observed.put(entry.getKey(), observed(entry.getKey(), entry.getValue()));
        }
        return observed;
    }

    private @Nullable Object observed(String name, Supplier<?> value) {
        try {
            return Snapshot.of(value.get());
        } catch (RuntimeException | AssertionError e) {
            world.fail(Violation.Kind.OBSERVATION, name + " is as without faults", "Observing it threw " + e, e);
            return null;
        }
    }
}
