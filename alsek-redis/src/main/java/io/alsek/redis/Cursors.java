package io.alsek.redis;

/** The positions at which pages begin. */
final class Cursors {

    private Cursors() {}

    static void checkLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
        }
    }

    static IllegalArgumentException unknown(String cursor) {
        return new IllegalArgumentException(
                "\"" + cursor + "\" is not where a page begins; hand back Page.next() of the page before, or null");
    }
}
