package io.alsek.discovery;

import io.alsek.message.Arguments;
import io.alsek.task.AlsekTask;
import io.alsek.task.AnnotatedTasks;
import io.alsek.task.BoundTask;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes tasks of the annotated methods of a class. */
final class TaskMethods {

    private TaskMethods() {}

    /**
     * Makes the tasks of a class. One that has no constructor without parameters is left to the provider that has
     * supplied its tasks.
     */
    static List<FoundTask> of(Class<?> type, Gathering gathering) {
        try {
            List<Method> methods = annotated(type);
            boolean needsObject = methods.stream().anyMatch(method -> !Modifier.isStatic(method.getModifiers()));
            if (needsObject && !canBeMade(type) && methods.stream().allMatch(method -> gathering.has(name(method)))) {
                return List.of();
            }
            Unusable.initialize(type); // now, rather than with the first message
            List<FoundTask> found = new ArrayList<>();
            for (BoundTask<Arguments, ?> bound : AnnotatedTasks.of(needsObject ? objectOf(type) : type)) {
                found.add(new FoundTask(bound, place(bound, methods, type)));
            }
            return found;
        } catch (LinkageError e) {
            throw Unusable.because("The class " + type.getName() + " cannot be used", e);
        } catch (IllegalArgumentException e) {
            throw new DiscoveryException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Method> annotated(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.isAnnotationPresent(AlsekTask.class)) {
                    methods.add(method);
                }
            }
        }
        return methods;
    }

    private static String name(Method method) {
        String name = method.getAnnotation(AlsekTask.class).name();
        return name.isEmpty() ? method.getName() : name;
    }

    private static boolean canBeMade(Class<?> type) {
        return Arrays.stream(type.getDeclaredConstructors()).anyMatch(each -> each.getParameterCount() == 0);
    }

    private static String place(BoundTask<?, ?> bound, List<Method> methods, Class<?> type) {
        for (Method method : methods) {
            if (name(method).equals(bound.task().name())) {
                String place = "the method " + method.getDeclaringClass().getName() + "." + method.getName();
                return Modifier.isStatic(method.getModifiers()) || method.getDeclaringClass() == type
                        ? place
                        : place + " of " + type.getName();
            }
        }
        return "a method of " + type.getName();
    }

    private static Object objectOf(Class<?> type) {
        String why = "The class " + type.getName() + ", which has methods annotated with @AlsekTask, ";
        String remedy = "; give it a constructor without parameters, make the methods static, or supply its tasks from"
                + " a TaskProvider";
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new DiscoveryException(why + "has no constructor without parameters" + remedy, e);
        } catch (InvocationTargetException e) {
            @Nullable Throwable cause = e.getCause();
            throw new DiscoveryException(why + "cannot be made an object of: " + cause, cause);
        } catch (InaccessibleObjectException | ReflectiveOperationException e) {
            throw new DiscoveryException(why + "cannot be made an object of: " + e.getMessage() + remedy, e);
        }
    }
}
