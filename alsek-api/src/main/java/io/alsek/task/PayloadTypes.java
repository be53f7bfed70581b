package io.alsek.task;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refuses types from which a payload could not be rebuilt. */
final class PayloadTypes {

    private PayloadTypes() {}

    /** Checks that a type lacks nothing; {@code role} says what it is for. */
    static Type requireComplete(String task, String role, Type type) {
        String gap = gapIn(type);
        if (gap != null) {
            throw new IllegalArgumentException("The " + role + " type of the task \"" + task + "\" is incomplete: "
                    + gap + ". Write ." + role + "(new TypeRef<" + sketch(type) + ">() {}) with real types throughout");
        }
        return type;
    }

    /** {@return what a type lacks, in words; {@code null} if nothing} */
    static @Nullable String gapIn(Type type) {
        if (type instanceof Class<?> c) {
            return c.isArray() ? gapIn(c.getComponentType()) : gapInClass(c);
        }
        if (type instanceof TypeVariable<?>) {
            return type.getTypeName() + " is a type variable, for which nothing can be decoded";
        }
        Stream<Type> parts = Stream.empty();
        if (type instanceof ParameterizedType parameterized) {
            parts = Stream.of(parameterized.getActualTypeArguments());
        } else if (type instanceof GenericArrayType array) {
            parts = Stream.of(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            parts = Stream.concat(Stream.of(wildcard.getUpperBounds()), Stream.of(wildcard.getLowerBounds()));
        }
        return parts.map(PayloadTypes::gapIn)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String gapInClass(Class<?> c) {
        if (c.getTypeParameters().length == 0) {
            return null;
        }
        return Stream.of(c.getTypeParameters())
                .map(TypeVariable::getName)
                .collect(Collectors.joining(
                        ", ", c.getSimpleName() + " has type parameters (", ") that would be lost on the wire"));
    }

    /** Such as {@code Map<…>}. */
    private static String sketch(Type type) {
        return type instanceof Class<?> c ? c.getSimpleName().replaceFirst("(\\[|$)", "<…>$1") : "…";
    }
}
