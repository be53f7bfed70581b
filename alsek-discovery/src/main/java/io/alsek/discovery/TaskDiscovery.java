package io.alsek.discovery;

import io.github.classgraph.ClassGraph;
import io.github.classgraph.ScanResult;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tasks of packages and of all packages below them, on the class path and on the module path. These are
 *
 * <ul>
 *   <li>static fields of type {@link io.alsek.task.BoundTask}: a task value together with its function;
 *   <li>methods that bear {@link io.alsek.task.AlsekTask}: static ones, and those of classes that have a constructor
 *       without parameters, of which one object is made then;
 *   <li>what the {@link io.alsek.task.TaskProvider}s of these packages supply.
 * </ul>
 *
 * <p>Classes are read as files first, and only those that have something to do with tasks are loaded; so the others may
 * lack whatever they need. A {@link io.alsek.task.Task} without a function is only what producers need. It is reported
 * if nothing binds a function to it, and runs nowhere.
 *
 * <pre>{@code
 * List<BoundTask<?, ?>> tasks = TaskDiscovery.in("com.example.shop").find().tasks();
 * alsek.threadPool().addAll(tasks).start();
 * }</pre>
 *
 * <p>Immutable, thread-safe. Each search looks anew, and makes new objects.
 */
public final class TaskDiscovery {

    private final List<PackagePattern> packages;
    private final @Nullable ClassLoader loader;
    private final @Nullable ModuleLayer layer;

    private TaskDiscovery(List<PackagePattern> packages, @Nullable ClassLoader loader, @Nullable ModuleLayer layer) {
        this.packages = packages;
        this.loader = loader;
        this.layer = layer;
    }

    /**
     * Looks in these packages and below them, where the calling application's classes come from.
     *
     * @param packages names, in which {@code *} stands for any characters but a dot, such as {@code com.example.*.tasks}
     * @throws IllegalArgumentException if there are none, or one is no such name
     */
    public static TaskDiscovery in(String... packages) {
        if (packages.length == 0) {
            throw new IllegalArgumentException("Name at least one package to look for tasks in");
        }
        return new TaskDiscovery(
                Arrays.stream(packages).map(PackagePattern::new).toList(), null, null);
    }

    /** Looks where this loader and its parents find classes; providers are found through it, too. */
    public TaskDiscovery with(ClassLoader classLoader) {
        return new TaskDiscovery(packages, classLoader, null);
    }

    /** Looks in the modules of this layer and of its parents. */
    public TaskDiscovery with(ModuleLayer moduleLayer) {
        return new TaskDiscovery(packages, null, moduleLayer);
    }

    /**
     * Finds the tasks.
     *
     * @throws DiscoveryException if a package is not there or has no tasks, two tasks have one name, or a class with
     *     tasks cannot be used
     */
    public DiscoveredTasks find() {
        Gathering gathering = new Gathering();
        try (ScanResult scan = graph().scan(1)) {
            Providers providers = new Providers(loader, layer);
            for (PackagePattern wanted : packages) {
                new PackageScan(wanted, scan).gather(providers, gathering);
            }
        }
        return gathering.result();
    }

    private ClassGraph graph() {
        ClassGraph graph = new ClassGraph()
                .acceptPackages(
                        packages.stream().map(PackagePattern::root).distinct().toArray(String[]::new))
                .enableClassInfo()
                .enableFieldInfo()
                .enableMethodInfo()
                .enableAnnotationInfo()
                .ignoreClassVisibility()
                .ignoreFieldVisibility()
                .ignoreMethodVisibility();
        if (loader != null) {
            graph.overrideClassLoaders(loader);
        }
        if (layer != null) {
            graph.overrideModuleLayers(layer);
        }
        return graph;
    }
}
