package io.alsek.test.simulation;

import java.time.Duration;

/** Pseudorandom numbers that depend on nothing but the arguments, so that they are the same on every Java version. */
final class Dice {

    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private Dice() {}

    /** A number for a place in a run. */
    static long roll(long seed, long... place) {
        long mixed = scramble(seed);
        for (long coordinate : place) {
            mixed = scramble(mixed ^ scramble(coordinate));
        }
        return mixed;
    }

    /** The finalizer of SplitMix64. */
    private static long scramble(long number) {
        long z = number + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number from 0 to {@code bound - 1}. */
    static int below(long dice, int bound) {
        return (int) Long.remainderUnsigned(dice, bound);
    }

    /** A duration in whole milliseconds between two others, both included. */
    static Duration between(long dice, Duration least, Duration most) {
        long span = most.toMillis() - least.toMillis() + 1;
        return least.plusMillis(Long.remainderUnsigned(dice, span));
    }

    static long hash(String text) {
        return hash(FNV_OFFSET, text);
    }

    static long hash(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return (hash ^ 0xFFFF) * FNV_PRIME; // so that the end of a text counts
    }

    static long hash(byte[] bytes) {
        long hash = FNV_OFFSET;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}
