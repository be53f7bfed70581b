package io.alsek.message;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A wait that grows by the same amount with each failure: factor × failures.
 *
 * @param factor the amount, not negative
 * @param bounds limits on the wait
 */
public record LinearBackoff(Duration factor, Bounds bounds) implements Backoff {

    static final String NAME = "linear";

    /** Checks the parameters. */
    public LinearBackoff {
        Millis.requireInRange("factor", factor);
    }

    /** A copy within other bounds. */
    public LinearBackoff within(Bounds newBounds) {
        return new LinearBackoff(factor, newBounds);
    }

    @Override
    public Duration delay(int incidents, RandomGenerator random) {
        return bounds.apply(incidents, Millis.fractional(factor) * incidents, random);
    }

    @Override
    public BackoffSettings settings() {
        return Backoffs.settings(NAME, bounds, Map.of("factor", Backoffs.millis(factor)));
    }
}
