package io.alsek.message;

import java.util.Map;
import java.util.TreeMap;

/**
 * A backoff in portable form, as it travels with a message.
 *
 * @param algorithm the algorithm's name
 * @param parameters its parameters; durations in milliseconds
 */
public record BackoffSettings(String algorithm, Map<String, Object> parameters) {

    /** Copies the parameters, sorted by name. */
    public BackoffSettings {
        Names.check("backoff algorithm", algorithm);
        parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
