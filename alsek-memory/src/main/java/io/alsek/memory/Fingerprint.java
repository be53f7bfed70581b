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
        long high = PRIME_3;
        long low = PRIME_1;
        // Both halves in one pass: the processor works on them side by side.
        for (int part = 0; part < 2; part++) {
            String text = part == 0 ? queue : id;
            int length = text.length();
            high ^= length * PRIME_3;
            low ^= length * PRIME_3;
            for (int i = 0; i < length; i += CHARS_PER_WORD) {
                long word = word(text, i, length);
                high = Long.rotateLeft((high ^ word) * PRIME_1, 29);
                low = Long.rotateLeft((low ^ word) * PRIME_2, 29);
            }
        }
        return new Fingerprint(finish(high), finish(low) | 1);
    }

    private static long word(String text, int from, int length) {
        if (from + CHARS_PER_WORD <= length) {
            return text.charAt(from)
                    | ((long) text.charAt(from + 1) << 16)
                    | ((long) text.charAt(from + 2) << 32)
                    | ((long) text.charAt(from + 3) << 48);
        }
        long word = 0;
        for (int i = from; i < length; i++) {
            word = (word << 16) | text.charAt(i);
        }
        return word;
    }

    /** Spreads each bit over all the others. */
    private static long finish(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * PRIME_2;
        mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
        return mixed ^ (mixed >>> 32);
    }
}
