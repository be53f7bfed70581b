package io.alsek.process;

import io.alsek.task.BoundTask;
import io.alsek.task.TaskProvider;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Loads classes by name and makes what they stand for, with errors that name the culprit. */
public final class TaskProviders {

    private TaskProviders() {}

    /**
     * Makes the tasks of these providers.
     *
     * @param role who loads them, for messages, such as "the child process"
     * @throws IllegalArgumentException if one cannot be loaded or made, is no provider, or fails
     */
    public static List<BoundTask<?, ?>> load(List<String> classNames, String role) {
        List<BoundTask<?, ?>> tasks = new ArrayList<>();
        for (String name : classNames) {
            tasks.addAll(tasksOf(make(name, TaskProvider.class, role), role));
        }
        return tasks;
    }

    private static List<BoundTask<?, ?>> tasksOf(TaskProvider provider, String role) {
        String name = provider.getClass().getName();
        Collection<? extends BoundTask<?, ?>> tasks;
        try {
            tasks = provider.tasks();
        } catch (RuntimeException | Error e) {
            throw new IllegalArgumentException("The task provider " + name + " failed in " + role + ": " + e, e);
        }
        return List.copyOf(tasks);
    }

    /**
     * Makes an instance of a class that has a public constructor without parameters.
     *
     * @throws IllegalArgumentException if that is not possible
     */
    public static <T> T make(String className, Class<T> wanted, String role) {
        try {
            Class<?> type = Class.forName(className, true, loader());
            if (!wanted.isAssignableFrom(type)) {
                throw new IllegalArgumentException(
                        "The class " + className + ", loaded in " + role + ", is no " + wanted.getName());
            }
            return wanted.cast(type.getConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "The class " + className + " is not on the class path of " + role + " ("
                            + System.getProperty("java.class.path", "") + ")",
                    e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw new IllegalArgumentException(
                    "The class " + className + " cannot be made in " + role
                            + "; make it public and concrete, with a public constructor without parameters",
                    e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "The constructor of " + className + " failed in " + role + ": " + e.getCause(), e);
        } catch (LinkageError e) {
            Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            throw new IllegalArgumentException(
                    "The class " + className + " cannot be initialized in " + role + ": " + cause, e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? TaskProviders.class.getClassLoader() : context;
    }
}
