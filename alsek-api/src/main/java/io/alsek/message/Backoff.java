package io.alsek.message;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt. A pure function of the number of failures and of the randomness given;
 * immutable and thread-safe.
 *
 * <p>Besides the stock cases users may write their own: give it a name of its own in {@link #settings()} and tell
 * {@link Backoffs} how to make it from them.
 */
public interface Backoff {

    /**
     * The wait before the next attempt.
     *
     * @param incidents how many attempts have failed, not negative
     * @param random where jitter comes from
     * @return not negative
     */
    Duration delay(int incidents, RandomGenerator random);

    /** {@return the portable form, from which {@link Backoffs} makes an equal one} */
    BackoffSettings settings();

    /** No waiting: another attempt at once. */
    static Backoff none() {
        return NoBackoff.INSTANCE;
    }

    /** Always 60 seconds. */
    static ConstantBackoff constant() {
        return constant(Duration.ofSeconds(60));
    }

    /** Always the same, within the default {@link Bounds} but for a floor of zero. */
    static ConstantBackoff constant(Duration pause) {
        return new ConstantBackoff(pause, Bounds.DEFAULT.withFloor(Duration.ZERO));
    }

    /** 30 seconds × failures, within the default {@link Bounds}. */
    static LinearBackoff linear() {
        return new LinearBackoff(Duration.ofSeconds(30), Bounds.DEFAULT);
    }

    /** A factor × failures, from the factor itself up to the default ceiling. */
    static LinearBackoff linear(Duration factor) {
        return new LinearBackoff(factor, Bounds.DEFAULT.withFloor(Duration.ZERO));
    }

    /** 10 seconds × 4 ^ failures, within the default {@link Bounds}. */
    static ExponentialBackoff exponential() {
        return new ExponentialBackoff(Duration.ofSeconds(10), 4, Bounds.DEFAULT);
    }

    /** A first wait that doubles with each failure after the first, up to the default ceiling. */
    static ExponentialBackoff exponential(Duration first) {
        return new ExponentialBackoff(first.dividedBy(2), 2, Bounds.DEFAULT.withFloor(Duration.ZERO));
    }

    /**
     * Limits on a wait.
     *
     * @param floor the least, not negative
     * @param ceiling the most, not less than the floor
     * @param zeroOverride whether no failure at all means no wait, whatever the floor
     * @param jitter how far the wait is moved at random, as a fraction from 0 to 1 of it in both directions; floor and
     *     ceiling still hold
     */
    record Bounds(Duration floor, Duration ceiling, boolean zeroOverride, double jitter) {

        /** From 60 seconds to one hour, zero override, no jitter. */
        public static final Bounds DEFAULT = new Bounds(Duration.ofSeconds(60), Duration.ofHours(1), true, 0);

        /** Checks the ranges. */
        public Bounds {
            floor = Millis.notNegative("floor", floor);
            ceiling = Millis.notNegative("ceiling", ceiling);
            if (floor.compareTo(ceiling) > 0) {
                throw new IllegalArgumentException("floor must not exceed ceiling, but " + floor + " > " + ceiling);
            }
            if (!(jitter >= 0 && jitter <= 1)) {
                throw new IllegalArgumentException("jitter must be from 0 to 1, but is " + jitter);
            }
        }

        /** A copy with another floor. */
        public Bounds withFloor(Duration newFloor) {
            return new Bounds(newFloor, ceiling, zeroOverride, jitter);
        }

        /** A copy with another ceiling. */
        public Bounds withCeiling(Duration newCeiling) {
            return new Bounds(floor, newCeiling, zeroOverride, jitter);
        }

        /** A copy with another jitter. */
        public Bounds withJitter(double newJitter) {
            return new Bounds(floor, ceiling, zeroOverride, newJitter);
        }

        /** Brings a computed wait within the bounds; {@code millis} may be infinite. */
        Duration apply(int incidents, double millis, RandomGenerator random) {
            if (incidents < 0) {
                throw new IllegalArgumentException("incidents must not be negative, but is " + incidents);
            }
            if (incidents == 0 && zeroOverride) {
                return Duration.ZERO;
            }
            double wait = bound(millis);
            if (jitter > 0) {
                // Of the bounded wait: those that have reached the ceiling are to be spread too.
                wait = bound(wait * (1 + jitter * (2 * random.nextDouble() - 1)));
            }
            return Duration.ofMillis(Math.round(wait));
        }

        private double bound(double millis) {
            return Math.min(Math.max(millis, (double) floor.toMillis()), (double) ceiling.toMillis());
        }
    }
}
