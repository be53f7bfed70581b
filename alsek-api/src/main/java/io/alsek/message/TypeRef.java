package io.alsek.message;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A type with its type arguments, which a {@code Class} cannot express: {@code new TypeRef<List<Order>>() {}}.
 *
 * @param <T> the type
 */
@SuppressWarnings("unused") // T is read through reflection
public abstract class TypeRef<T> {

    private final Type type;

    /** Captures the type argument of the anonymous subclass. */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType superclass)
                || superclass.getRawType() != TypeRef.class) {
            throw new IllegalArgumentException(
                    "A TypeRef must be made as a direct anonymous subclass with a type argument, such as"
                            + " new TypeRef<List<String>>() {}");
        }
        this.type = superclass.getActualTypeArguments()[0];
    }

    /** {@return the captured type} */
    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof TypeRef<?> that && type.equals(that.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
