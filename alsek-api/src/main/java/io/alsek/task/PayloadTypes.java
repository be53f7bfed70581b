package io.alsek.task;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;

/** Refuses types from which a payload could not be rebuilt. */
final class PayloadTypes {

    private PayloadTypes() {}

    /** Checks that a type lacks nothing; {@code role} says what it is for. */
    static Type requireComplete(String task, String role, Type type) {
        if (type instanceof Class<?> c && c.getTypeParameters().length > 0) {
            StringBuilder holes = new StringBuilder();
            for (TypeVariable<?> parameter : c.getTypeParameters()) {
                holes.append(holes.length() == 0 ? "" : ", ").append(parameter.getName());
            }
            throw new IllegalArgumentException("The " + role + " type of the task \"" + task + "\", "
                    + c.getSimpleName() + ", has type parameters (" + holes
                    + ") that would be lost on the wire. Write ." + role + "(new TypeRef<" + c.getSimpleName()
                    + "<…>>() {}) with the real types in place of the dots");
        }
        if (type instanceof TypeVariable<?>) {
            throw new IllegalArgumentException("The " + role + " type of the task \"" + task
                    + "\" is the type variable " + type.getTypeName() + "; a TypeRef needs real types");
        }
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                if (argument instanceof TypeVariable<?>) {
                    requireComplete(task, role, argument);
                }
            }
        }
        return type;
    }
}
