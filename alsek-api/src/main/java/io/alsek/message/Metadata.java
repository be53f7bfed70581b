package io.alsek.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings notes into the form in which they come out of a backend again, so that a message is the same before and after
 * its journey: JSON knows numbers but not their Java types, lists but not sets.
 */
final class Metadata {

    private Metadata() {}

    static Map<String, Object> of(Map<String, Object> notes) {
        if (notes.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> settled = new LinkedHashMap<>();
        notes.forEach((name, value) -> settled.put(name, asRead(value)));
        return Collections.unmodifiableMap(settled);
    }

    // A note may be null, whatever the map's type says.
    @SuppressWarnings("NullAway")
    private static Object asRead(@Nullable Object value) {
        if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).intValue();
        }
        if (value instanceof Long number && number == number.intValue()) {
            return number.intValue();
        }
        if (value instanceof Float number) {
            return Double.parseDouble(number.toString()); // 0.1f is written as 0.1
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> copy.put(key, asRead(each)));
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof Collection<?> collection) {
            List<Object> copy = new ArrayList<>();
            collection.forEach(each -> copy.add(asRead(each)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}
