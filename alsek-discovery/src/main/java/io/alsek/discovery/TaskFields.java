package io.alsek.discovery;

import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tasks in the static fields of a class. */
final class TaskFields {

    private TaskFields() {}

    /** {@return those that have a function; the others are declared to the gathering} */
    static List<FoundTask> of(Class<?> type, Gathering gathering) {
        List<FoundTask> found = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            String place = type.getName() + "." + field.getName();
            if (field.getType() == BoundTask.class) {
                found.add(new FoundTask((BoundTask<?, ?>) value(field, place), "the field " + place));
            } else if (field.getType() == Task.class) {
                gathering.declare(place, (Task<?, ?>) value(field, place));
            }
        }
        return found;
    }

    private static Object value(Field field, String place) {
        Unusable.initialize(field.getDeclaringClass());
        @Nullable Object value;
        try {
            field.setAccessible(true);
            value = field.get(null);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            throw new DiscoveryException(
                    "The field " + place + " cannot be read: open its package to the module of "
                            + TaskFields.class.getName(),
                    e);
        }
        if (value == null) {
            throw new DiscoveryException("The field " + place + " is null; set it where it is declared");
        }
        return value;
    }
}
