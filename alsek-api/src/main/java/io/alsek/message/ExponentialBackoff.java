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
        Millis.requireInRange("factor", factor);
        if (!(base >= 1) || Double.isInfinite(base)) {
            throw new IllegalArgumentException("base must be a number of at least 1, but is " + base);
        }
    }

    /** A copy within other bounds. */
    public ExponentialBackoff within(Bounds newBounds) {
        return new ExponentialBackoff(factor, base, newBounds);
    }

    @Override
    public Duration delay(int incidents, RandomGenerator random) {
        // Not infinite, since zero times infinity is not a number.
        double growth = Math.min(Math.pow(base, incidents), Double.MAX_VALUE);
        return bounds.apply(incidents, Millis.fractional(factor) * growth, random);
    }

    @Override
    public BackoffSettings settings() {
        return Backoffs.settings(NAME, bounds, Map.of("factor", Backoffs.millis(factor), "base", base));
    }
}
