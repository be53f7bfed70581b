package io.alsek.discovery;

import io.alsek.task.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What was found so far. */
final class Gathering {

    /** By the class that they come from, so that none is asked twice because two packages include it. */
    private final Map<String, List<FoundTask>> bySource = new LinkedHashMap<>();

    /** By name and alias. */
    private final Map<String, FoundTask> byName = new TreeMap<>();

    private final Map<String, FoundTask> found = new TreeMap<>();
    private final List<String> clashes = new ArrayList<>();

    /** Place → the task of a field that holds no function. */
    private final Map<String, Task<?, ?>> declared = new TreeMap<>();

    /** Adds what a class has, unless that was done before; returns how much it has. */
    int add(String source, Supplier<List<FoundTask>> look) {
        List<FoundTask> present = bySource.get(source);
        if (present == null) {
            present = look.get();
            bySource.put(source, present);
            present.forEach(this::add);
        }
        return present.size();
    }

    private void add(FoundTask task) {
        for (String name : task.bound().task().allNames()) {
            FoundTask other = byName.putIfAbsent(name, task);
            if (other != null && !isSame(task, other)) {
                clashes.add("\"" + name + "\" is the name of two tasks: " + other.place() + " and " + task.place());
                return;
            }
        }
        found.putIfAbsent(task.bound().task().name(), task);
    }

    /** One value may be seen from several places, and a static method is inherited by subclasses. */
    private static boolean isSame(FoundTask one, FoundTask other) {
        return one.bound() == other.bound() || one.place().equals(other.place());
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    void declare(String place, Task<?, ?> task) {
        declared.put(place, task);
    }

    /** {@return the places of task values without a function in a package} */
    List<String> declaredIn(PackagePattern wanted) {
        return declared.keySet().stream()
                .filter(place ->
                        wanted.includes(place.substring(0, place.lastIndexOf('.', place.lastIndexOf('.') - 1))))
                .toList();
    }

    DiscoveredTasks result() {
        if (!clashes.isEmpty()) {
            throw new DiscoveryException(String.join("; ", clashes) + ". Rename one, or leave its package out");
        }
        Set<String> handled = new HashSet<>(byName.keySet());
        List<String> withoutHandler = new ArrayList<>();
        declared.forEach((place, task) -> {
            if (!handled.contains(task.name())) {
                withoutHandler.add(place);
            }
        });
        return new DiscoveredTasks(List.copyOf(found.values()), withoutHandler);
    }
}
