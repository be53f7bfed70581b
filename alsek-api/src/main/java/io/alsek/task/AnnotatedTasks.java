package io.alsek.task;

import io.alsek.message.Arguments;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks of methods that bear {@link AlsekTask}.
 *
 * <p>Positional and named arguments are matched with the method's parameters and, as JSON, converted to their types. A
 * parameter of type {@link io.alsek.message.Message} or {@link TaskContext} gets the message or the context, unless
 * there is an argument of its name. The result is of the method's return type; a method that returns a
 * {@link CompletionStage} is an asynchronous task.
 *
 * <pre>{@code
 * class Shop {
 *     @AlsekTask(queue = "payments", timeout = "PT30S")
 *     Receipt charge(Order order, Duration patience) { … }
 * }
 *
 * List<BoundTask<Arguments, ?>> tasks = AnnotatedTasks.of(new Shop());
 * alsek.submitNamed("charge", Map.of("order", order, "patience", Duration.ofSeconds(3)));
 * }</pre>
 */
public final class AnnotatedTasks {

    private AnnotatedTasks() {}

    /**
     * Finds the annotated methods of objects, inherited ones included, and the static ones of classes.
     *
     * @param owners objects and classes, each with at least one such method
     * @return their tasks, in alphabetical order
     * @throws IllegalArgumentException if there are none, if two have one name, or if one makes no sense as a task
     */
    public static List<BoundTask<Arguments, ?>> of(Object... owners) {
        Map<String, BoundTask<Arguments, ?>> tasks = new TreeMap<>();
        Map<String, Method> taken = new TreeMap<>();
        for (Object owner : owners) {
            for (Method method : annotatedMethods(owner instanceof Class<?> c ? c : owner.getClass())) {
                BoundTask<Arguments, ?> bound = bind(method, owner instanceof Class ? null : owner);
                tasks.put(bound.task().name(), bound);
                for (String name : bound.task().allNames()) {
                    Method other = taken.put(name, method);
                    if (other != null) {
                        throw refused(method, "another task is named \"" + name + "\" already: " + describe(other));
                    }
                }
            }
        }
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to look for @AlsekTask in");
        }
        return List.copyOf(tasks.values());
    }

    private static Iterable<Method> annotatedMethods(Class<?> type) {
        Map<String, Method> found = new LinkedHashMap<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.isAnnotationPresent(AlsekTask.class) && !method.isBridge()) {
                    // The method of a subclass, seen first, overrides this one.
                    found.putIfAbsent(method.getName() + Arrays.toString(method.getParameterTypes()), method);
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("No method of " + type.getName() + " is annotated with @AlsekTask");
        }
        return found.values();
    }

    private static BoundTask<Arguments, ?> bind(Method method, @Nullable Object owner) {
        if (Modifier.isPrivate(method.getModifiers())) {
            throw refused(method, "it is private");
        }
        if (owner == null && !Modifier.isStatic(method.getModifiers())) {
            throw refused(method, "it is not static; give an object of its class instead of the class");
        }
        if (!method.trySetAccessible()) {
            throw refused(method, "its module does not open its package to " + AnnotatedTasks.class.getModule());
        }
        try {
            return bind(new AnnotatedDefinition(method), method, owner);
        } catch (IllegalArgumentException e) {
            throw refused(method, e.getMessage());
        }
    }

    private static BoundTask<Arguments, Object> bind(
            AnnotatedDefinition definition, Method method, @Nullable Object owner) {
        Task<Arguments, Object> task = definition.task();
        ArgumentBinder binder = new ArgumentBinder(task, method);
        if (definition.isAsync()) {
            return task.handledAsyncBy((input, context) -> asStage(call(method, owner, binder.bind(input, context))));
        }
        return task.handledBy((input, context) -> call(method, owner, binder.bind(input, context)));
    }

    @SuppressWarnings("unchecked") // the return type was checked
    private static CompletionStage<Object> asStage(Object returned) {
        return (CompletionStage<Object>) returned;
    }

    @SuppressWarnings("NullAway") // null is the result of a method without one
    private static Object call(Method method, @Nullable Object owner, @Nullable Object[] arguments) throws Exception {
        try {
            return method.invoke(owner, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception exception ? exception : e;
        }
    }

    private static IllegalArgumentException refused(Method method, @Nullable String why) {
        return new IllegalArgumentException("The method " + describe(method) + " cannot be a task: " + why);
    }

    private static String describe(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }
}
