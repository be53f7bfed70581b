package io.alsek.message;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A wait that is multiplied with each failure: factor × base ^ failures.
 *
 * @param factor what is multiplied, not negative
 * @param base what it is multiplied with, at least 1
 * @param bounds limits on the wait
 */
public record ExponentialBackoff(Duration factor, double base, Bounds bounds) implements Backoff {

    static final String NAME = "exponential";

    /** Checks the parameters. */
    public ExponentialBackoff {
        Backoffs.requireNotNegative("factor", factor);
        if (!(base >= 1)) {
            throw new IllegalArgumentException("base must be at least 1, but is " + base);
        }
    }

    /** A copy within other bounds. */
    public ExponentialBackoff within(Bounds newBounds) {
        return new ExponentialBackoff(factor, base, newBounds);
    }

    @Override
    public Duration delay(int incidents, RandomGenerator random) {
        return bounds.apply(incidents, factor.toMillis() * Math.pow(base, incidents), random);
    }

    @Override
    public BackoffSettings settings() {
        return Backoffs.settings(NAME, bounds, Map.of("factor", factor.toMillis(), "base", base));
    }
}
