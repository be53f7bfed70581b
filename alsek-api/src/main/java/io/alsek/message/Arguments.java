package io.alsek.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Positional and named arguments: the kind of input for tasks without a type of their own for it. Values may be
 * {@code null}.
 *
 * @param args the positional ones, in order
 * @param kwargs the named ones
 */
public record Arguments(List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {

    /** No arguments at all. */
    public static final Arguments NONE = new Arguments(List.of(), Map.of());

    /** Copies the collections; what is missing in the bytes of an older producer is empty. */
    @SuppressWarnings("ConstantValue") // a decoder hands over null for what is missing
    public Arguments {
        args = args == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(args));
        kwargs = kwargs == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
    }

    /** Positional arguments. */
    public static Arguments of(@Nullable Object... args) {
        return new Arguments(Arrays.asList(args), Map.of());
    }

    /** Named arguments. */
    public static Arguments named(Map<String, ? extends @Nullable Object> kwargs) {
        return new Arguments(List.of(), new LinkedHashMap<>(kwargs));
    }

    /** A copy with one more named argument. */
    public Arguments with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(kwargs);
        more.put(Names.check("argument name", name), value);
        return new Arguments(args, more);
    }
}
