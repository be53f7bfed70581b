package io.alsek.test.simulation;

import io.alsek.task.BoundTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the test says about its world. */
final class Definition {

    /** A condition with a name. */
    record Property(String name, BooleanSupplier condition) {}

    private final List<BoundTask<?, ?>> tasks = new ArrayList<>();
    private final Map<String, ClientScript> clients = new LinkedHashMap<>();
    private final List<Property> always = new ArrayList<>();
    private final List<Property> eventually = new ArrayList<>();
    private final List<Property> sometimes = new ArrayList<>();
    private final Map<String, Supplier<?>> observed = new LinkedHashMap<>();

    private boolean failuresExpected;

    /** The test knows that tasks may fail for good. */
    void expectFailures() {
        failuresExpected = true;
    }

    boolean areFailuresExpected() {
        return failuresExpected;
    }

    List<BoundTask<?, ?>> tasks() {
        return tasks;
    }

    Map<String, ClientScript> clients() {
        return clients;
    }

    List<Property> always() {
        return always;
    }

    List<Property> eventually() {
        return eventually;
    }

    List<Property> sometimes() {
        return sometimes;
    }

    Map<String, Supplier<?>> observed() {
        return observed;
    }

    /** A name that no other client has. */
    String clientName() {
        return clients.isEmpty() ? "client" : "client" + (clients.size() + 1);
    }

    void requireComplete() {
        if (tasks.isEmpty()) {
            throw new IllegalStateException(
                    "The simulation has no task, so its workers have nothing to do; call simulation.handle(task, …)");
        }
        if (clients.isEmpty()) {
            throw new IllegalStateException(
                    "The simulation has no client, so nothing is submitted; call simulation.client(alsek -> …)");
        }
    }
}
