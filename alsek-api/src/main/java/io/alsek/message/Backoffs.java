package io.alsek.message;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes backoffs from their settings: the stock ones, and those that users add. Thread-safe. */
public final class Backoffs {

    private final Map<String, Function<Map<String, Object>, Backoff>> factories = new ConcurrentHashMap<>();

    /** Knows the stock algorithms. */
    public Backoffs() {
        factories.put(NoBackoff.NAME, parameters -> Backoff.none());
        factories.put(ConstantBackoff.NAME, p -> new ConstantBackoff(duration(p, "pause"), bounds(p)));
        factories.put(LinearBackoff.NAME, p -> new LinearBackoff(duration(p, "factor"), bounds(p)));
        factories.put(
                ExponentialBackoff.NAME,
                p -> new ExponentialBackoff(
                        duration(p, "factor"), number(p, "base").doubleValue(), bounds(p)));
    }

    /**
     * Adds an algorithm.
     *
     * @param algorithm the name in the settings
     * @param factory makes a backoff from the parameters; numbers arrive as {@link Number}
     * @throws IllegalArgumentException if there is one of that name
     */
    public void add(String algorithm, Function<Map<String, Object>, Backoff> factory) {
        if (factories.putIfAbsent(Names.check("backoff algorithm", algorithm), factory) != null) {
            throw new IllegalArgumentException("There is a backoff algorithm \"" + algorithm + "\" already");
        }
    }

    /**
     * Makes the backoff that the settings describe.
     *
     * @throws IllegalArgumentException if the algorithm is unknown or a parameter is missing or wrong
     */
    public Backoff of(BackoffSettings settings) {
        Function<Map<String, Object>, Backoff> factory = factories.get(settings.algorithm());
        if (factory == null) {
            throw new IllegalArgumentException("Unknown backoff algorithm \"" + settings.algorithm()
                    + "\"; known are " + new TreeSet<>(factories.keySet())
                    + ". Add your own to the builder of Alsek");
        }
        return factory.apply(settings.parameters());
    }

    static BackoffSettings settings(String algorithm, Backoff.Bounds bounds, Map<String, Object> own) {
        Map<String, Object> parameters = new HashMap<>(own);
        parameters.put("floor", bounds.floor().toMillis());
        parameters.put("ceiling", bounds.ceiling().toMillis());
        parameters.put("zeroOverride", bounds.zeroOverride());
        parameters.put("jitter", bounds.jitter());
        return new BackoffSettings(algorithm, parameters);
    }

    /** In milliseconds, with a fraction only where there is one. */
    static Number millis(Duration duration) {
        double millis = Millis.fractional(duration);
        return millis == Math.rint(millis) ? (Number) duration.toMillis() : (Number) millis;
    }

    private static Backoff.Bounds bounds(Map<String, Object> parameters) {
        return new Backoff.Bounds(
                duration(parameters, "floor"),
                duration(parameters, "ceiling"),
                Boolean.TRUE.equals(parameters.get("zeroOverride")),
                number(parameters, "jitter").doubleValue());
    }

    private static Duration duration(Map<String, Object> parameters, String name) {
        Number millis = number(parameters, name);
        return millis instanceof Double
                ? Duration.ofNanos(Math.round(millis.doubleValue() * 1e6))
                : Duration.ofMillis(millis.longValue());
    }

    private static Number number(Map<String, Object> parameters, String name) {
        @Nullable Object value = parameters.get(name);
        if (!(value instanceof Number number)) {
            throw new IllegalArgumentException(
                    "The backoff parameter \"" + name + "\" must be a number, but is " + value + " in " + parameters);
        }
        return number;
    }
}
