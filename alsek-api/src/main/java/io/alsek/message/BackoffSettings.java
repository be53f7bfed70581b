package io.alsek.message;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A backoff in portable form, as it travels with a message.
 *
 * @param algorithm the algorithm's name
 * @param parameters its parameters; durations in milliseconds. Whole numbers are {@code Long}, others {@code Double}
 */
public record BackoffSettings(String algorithm, Map<String, Object> parameters) {

    /** Copies the parameters, sorted by name, in a form that does not change on its way through JSON. */
    public BackoffSettings {
        Names.check("backoff algorithm", algorithm);
        Map<String, Object> copy = new TreeMap<>(parameters);
        copy.replaceAll((name, value) -> widest(value));
        parameters = Collections.unmodifiableMap(copy);
    }

    private static Object widest(Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return value instanceof Float number ? (Object) number.doubleValue() : value;
    }
}
