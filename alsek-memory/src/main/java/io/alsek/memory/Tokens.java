package io.alsek.memory;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Draws the tokens of leases. */
final class Tokens {

    private final RandomGenerator random;

    /** Takes a generator that any number of threads may use. */
    Tokens(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }
}
