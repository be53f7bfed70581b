package io.alsek.cli;

import io.alsek.discovery.TaskDiscovery;
import io.alsek.task.BoundTask;
import io.alsek.task.TaskProvider;
import java.util.Collection;

/**
 * Finds the tasks of some packages again in the child processes of a pool, which are told of them by a system property.
 */
public final class PackageTasks implements TaskProvider {

    /** The packages, with commas between them. */
    static final String PROPERTY = "alsek.cli.packages";

    /** The one that processes make by its name. */
    public PackageTasks() {}

    @Override
    public Collection<BoundTask<?, ?>> tasks() {
        String packages = System.getProperty(PROPERTY);
        if (packages == null) {
            throw new IllegalStateException("The system property " + PROPERTY + " does not say where the tasks are");
        }
        TaskDiscovery discovery = TaskDiscovery.in(packages.split(",", -1));
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        boolean isOwn = loader == null || loader.equals(ClassLoader.getSystemClassLoader());
        return (isOwn ? discovery : discovery.with(loader)).find().tasks();
    }
}
