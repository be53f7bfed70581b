package io.alsek.message;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * The SplitMix64 generator (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), shared
 * by threads.
 *
 * <p>It is written out here, rather than taken from the JDK, because a seed must give the same numbers on every Java
 * version. Good for ids, lease tokens and jitter; not for secrets.
 */
public final class SplitMix64 implements RandomGenerator {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final AtomicLong state;

    /** A generator that always gives the same numbers for the same seed. */
    public SplitMix64(long seed) {
        state = new AtomicLong(seed);
    }

    /** A generator with a seed that nobody can guess. */
    public static SplitMix64 unpredictable() {
        return new SplitMix64(new SecureRandom().nextLong());
    }

    @Override
    public long nextLong() {
        long z = state.addAndGet(GOLDEN_GAMMA);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
