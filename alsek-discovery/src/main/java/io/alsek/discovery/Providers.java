package io.alsek.discovery;

import io.alsek.task.BoundTask;
import io.alsek.task.TaskProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the providers that are registered as services. */
final class Providers {

    private final List<ServiceLoader.Provider<TaskProvider>> registered;

    Providers(@Nullable ClassLoader loader, @Nullable ModuleLayer layer) {
        ServiceLoader<TaskProvider> services = layer != null
                ? ServiceLoader.load(layer, TaskProvider.class)
                : loader != null
                        ? ServiceLoader.load(TaskProvider.class, loader)
                        : ServiceLoader.load(TaskProvider.class);
        try {
            registered = services.stream().toList();
        } catch (ServiceConfigurationError e) {
            throw new DiscoveryException("A task provider is registered wrongly: " + e.getMessage(), e);
        }
    }

    /** Adds the tasks of the providers in a package, and says how many there were. */
    int gather(PackagePattern wanted, Gathering gathering) {
        int tasks = 0;
        for (ServiceLoader.Provider<TaskProvider> each : registered) {
            if (wanted.includes(each.type().getPackageName())) {
                tasks += gathering.add("provider " + each.type().getName(), () -> tasksOf(each));
            }
        }
        return tasks;
    }

    private static List<FoundTask> tasksOf(ServiceLoader.Provider<TaskProvider> provider) {
        String place = "the task provider " + provider.type().getName();
        List<FoundTask> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try {
            for (BoundTask<?, ?> bound : provider.get().tasks()) {
                if (!names.add(bound.task().name())) {
                    throw new DiscoveryException(capitalized(place) + " supplies two tasks named \""
                            + bound.task().name() + "\"");
                }
                found.add(new FoundTask(bound, place));
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw Unusable.because(capitalized(place) + " cannot be made", e);
        } catch (DiscoveryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DiscoveryException(capitalized(place) + " failed: " + e, e);
        }
        if (found.isEmpty()) {
            throw new DiscoveryException(capitalized(place) + " supplies no tasks");
        }
        return found;
    }

    private static String capitalized(String place) {
        return Character.toUpperCase(place.charAt(0)) + place.substring(1);
    }
}
