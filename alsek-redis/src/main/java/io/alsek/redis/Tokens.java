package io.alsek.redis;

import java.security.SecureRandom;

/** Random numbers that no other process has. */
final class Tokens {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    static long next() {
        return RANDOM.nextLong();
    }
}
