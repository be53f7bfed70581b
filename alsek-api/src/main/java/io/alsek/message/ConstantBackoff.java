package io.alsek.message;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Always the same wait.
 *
 * @param pause the wait, not negative
 * @param bounds limits on the wait
 */
public record ConstantBackoff(Duration pause, Bounds bounds) implements Backoff {

    static final String NAME = "constant";

    /** Checks the parameters. */
    public ConstantBackoff {
        Millis.requireInRange("pause", pause);
    }

    /** A copy within other bounds. */
    public ConstantBackoff within(Bounds newBounds) {
        return new ConstantBackoff(pause, newBounds);
    }

    @Override
    public Duration delay(int incidents, RandomGenerator random) {
        return bounds.apply(incidents, Millis.fractional(pause), random);
    }

    @Override
    public BackoffSettings settings() {
        return Backoffs.settings(NAME, bounds, Map.of("pause", Backoffs.millis(pause)));
    }
}
