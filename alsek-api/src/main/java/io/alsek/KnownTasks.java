package io.alsek;

import io.alsek.message.Arguments;
import io.alsek.message.Payload;
import io.alsek.message.Serializer;
import io.alsek.message.Serializers;
import io.alsek.task.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The tasks that an application knows by name. Thread-safe. */
final class KnownTasks {

    private final Map<String, Task<?, ?>> byName = new ConcurrentSkipListMap<>();
    private volatile Serializers serializers = new Serializers(Serializer.json(), List.of());

    void readWith(Serializers all) {
        serializers = all;
    }

    /** Adds a task; a later one of the same name takes its place. */
    void add(Task<?, ?> task) {
        task.allNames().forEach(name -> byName.put(name, task));
    }

    /** Adds a task of a name that is not there yet. */
    void addNew(Task<?, ?> task) {
        for (String name : task.allNames()) {
            Task<?, ?> other = byName.get(name);
            if (other != null && other != task) {
                throw new IllegalArgumentException("Two tasks of one name: \"" + name + "\" is both " + other
                        + " in the queue \"" + other.queue() + "\" and " + task + " in the queue \"" + task.queue()
                        + "\". Give one of them another name or alias");
            }
        }
        add(task);
    }

    Optional<Task<?, ?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Task<?, ?> require(String name) {
        return find(name).orElseThrow(() -> new UnknownTaskException(name, new TreeSet<>(byName.keySet())));
    }

    List<Task<?, ?>> all() {
        Map<String, Task<?, ?>> each = new TreeMap<>();
        byName.values().forEach(task -> each.put(task.name(), task));
        return List.copyOf(each.values());
    }

    /** Makes an input of named arguments. */
    @Nullable
    Object inputOf(Task<?, ?> task, Map<String, ? extends @Nullable Object> arguments) {
        if (task.inputType() == Arguments.class) {
            return Arguments.named(arguments);
        }
        if (task.inputType() == Void.class) {
            if (!arguments.isEmpty()) {
                throw new IllegalArgumentException(task + " takes no input, but got " + arguments);
            }
            return null;
        }
        Serializer json = Serializer.json();
        Payload payload = new Payload(json.contentType(), json.serialize(arguments, Map.class));
        return serializers.read(payload, task.inputType());
    }
}
