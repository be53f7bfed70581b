package io.alsek.task;

import io.alsek.message.Arguments;
import io.alsek.message.Message;
import io.alsek.message.Names;
import io.alsek.message.SerializationException;
import io.alsek.message.Serializer;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Matches arguments with the parameters of a method. What does not fit will not fit in another attempt either. */
final class ArgumentBinder {

    private final Task<?, ?> task;
    private final List<Slot> slots = new ArrayList<>();

    ArgumentBinder(Task<?, ?> task, Method method) {
        this.task = task;
        Set<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            Slot slot = Slot.of(parameter);
            if (!names.add(slot.name)) {
                throw new IllegalArgumentException("two of its parameters are named \"" + slot.name + "\"");
            }
            slots.add(slot);
        }
    }

    @Nullable
    Object[] bind(@Nullable Arguments input, TaskContext context) {
        Arguments given = input == null ? Arguments.NONE : input;
        if (task.keywordsOnly() && !given.args().isEmpty()) {
            throw failure("takes named arguments only, but got " + given.args().size() + " without a name", null);
        }
        Set<String> unknown = new TreeSet<>(given.kwargs().keySet());
        slots.forEach(slot -> unknown.remove(slot.name));
        if (!unknown.isEmpty()) {
            throw failure("got unknown arguments: " + unknown, null);
        }
        List<@Nullable Object> positional = new ArrayList<>(given.args());
        List<@Nullable Object> values = new ArrayList<>();
        for (Slot slot : slots) {
            values.add(value(slot, positional, given.kwargs(), context));
        }
        if (!positional.isEmpty()) {
            int taken = given.args().size() - positional.size();
            throw failure(
                    "takes at most " + taken + " positional arguments, but got "
                            + given.args().size(),
                    null);
        }
        return values.toArray();
    }

    private @Nullable Object value(
            Slot slot, List<@Nullable Object> positional, Map<String, @Nullable Object> named, TaskContext context) {
        boolean isNamed = named.containsKey(slot.name);
        if (slot.isInjected() && !isNamed) {
            return slot.raw == Message.class ? context.message() : context;
        }
        if (isNamed) {
            if (!positional.isEmpty() && !slot.isInjected()) {
                throw failure("got its parameter \"" + slot.name + "\" twice, by position and by name", null);
            }
            return convert(slot.name, named.get(slot.name), slot.type, slot.raw);
        }
        if (slot.isVarArgs) {
            return variable(slot, positional);
        }
        if (positional.isEmpty()) {
            throw failure("got no value for its parameter \"" + slot.name + "\"", null);
        }
        return convert(slot.name, positional.remove(0), slot.type, slot.raw);
    }

    /** All that is left. */
    private Object variable(Slot slot, List<@Nullable Object> positional) {
        Class<?> raw = slot.raw.getComponentType();
        Type type = slot.type instanceof GenericArrayType array ? array.getGenericComponentType() : raw;
        Object values = Array.newInstance(raw, positional.size());
        for (int i = 0; i < positional.size(); i++) {
            Array.set(values, i, convert(slot.name, positional.get(i), type, raw));
        }
        positional.clear();
        return values;
    }

    private @Nullable Object convert(String name, @Nullable Object value, Type type, Class<?> raw) {
        if (value == null && raw.isPrimitive()) {
            throw failure("got null for its parameter \"" + name + "\", which is of type " + raw, null);
        }
        Class<?> wrapped = MethodType.methodType(raw).wrap().returnType();
        if (value == null || (type.equals(raw) && wrapped.isInstance(value))) {
            return value;
        }
        Serializer json = Serializer.json();
        try {
            return json.deserialize(json.serialize(value, Object.class), type);
        } catch (SerializationException e) {
            throw failure("got a value that does not fit its parameter \"" + name + "\": " + e.getMessage(), e);
        }
    }

    private NonRetryableException failure(String what, @Nullable Throwable cause) {
        List<String> names = slots.stream()
                .filter(slot -> !slot.isInjected())
                .map(Slot::name)
                .toList();
        return new NonRetryableException(
                "The task \"" + task.name() + "\" " + what + ". Its parameters are " + names, cause);
    }

    /** A parameter. */
    private record Slot(String name, Class<?> raw, Type type, boolean isVarArgs) {

        static Slot of(Parameter parameter) {
            AlsekTask.Named named = parameter.getAnnotation(AlsekTask.Named.class);
            String name = named == null ? parameter.getName() : Names.check("argument name", named.value());
            Slot slot = new Slot(name, parameter.getType(), parameter.getParameterizedType(), parameter.isVarArgs());
            if (slot.isInjected()) {
                return slot;
            }
            if (named == null && !parameter.isNamePresent()) {
                throw new IllegalArgumentException("the class file lacks the name of its parameter " + name
                        + "; compile it with -parameters, or annotate the parameter with @AlsekTask.Named");
            }
            String gap = PayloadTypes.gapIn(slot.type);
            if (gap != null) {
                throw new IllegalArgumentException("the type of its parameter \"" + name + "\" is incomplete: " + gap);
            }
            return slot;
        }

        boolean isInjected() {
            return raw == Message.class || raw == TaskContext.class;
        }
    }
}
