package io.alsek.memory;

/**
 * 128 bits that stand for an id in a queue. Two different ones have the same fingerprint about as often as two random
 * UUIDs are the same. The lower half is never zero.
 */
record Fingerprint(long high, long low) {

    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final int CHARS_PER_WORD = 4;

    static Fingerprint of(String queue, String id) {
        return new Fingerprint(
                finish(mix(mix(PRIME_3, queue, PRIME_1), id, PRIME_1)),
                finish(mix(mix(PRIME_1, queue, PRIME_2), id, PRIME_2)) | 1);
    }

    private static long mix(long seed, String text, long prime) {
        long hash = seed ^ text.length() * PRIME_3;
        int length = text.length();
        int i = 0;
        for (; i + CHARS_PER_WORD <= length; i += CHARS_PER_WORD) {
            long word = text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48;
            hash = Long.rotateLeft((hash ^ word) * prime, 29);
        }
        for (; i < length; i++) {
            hash = Long.rotateLeft((hash ^ text.charAt(i)) * prime, 29);
        }
        return hash;
    }

    /** Spreads each bit over all the others. */
    private static long finish(long hash) {
        long mixed = (hash ^ hash >>> 32) * PRIME_2;
        mixed = (mixed ^ mixed >>> 29) * PRIME_3;
        return mixed ^ mixed >>> 32;
    }
}
