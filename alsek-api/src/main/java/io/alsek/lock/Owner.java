package io.alsek.lock;

/**
 * An owner as the store knows it: who it is, and under which limit it holds, so that everybody can see whether all go by
 * the same one.
 */
final class Owner {

    private static final char LIMIT = '~';

    private Owner() {}

    /** Who asks, on the calling thread. */
    static String current(Node node, LockScope scope) {
        return switch (scope) {
            case HOST -> node.host();
            case PROCESS -> node.process();
            case THREAD -> node.process() + "/" + Thread.currentThread().getId();
        };
    }

    static String underLimit(String owner, int limit) {
        return owner + LIMIT + limit;
    }

    static String withoutLimit(String stored) {
        int at = stored.lastIndexOf(LIMIT);
        return at < 0 ? stored : stored.substring(0, at);
    }

    /** The limit; of owners that were not named here, 1. */
    static int limitOf(String stored) {
        try {
            return Integer.parseInt(stored.substring(stored.lastIndexOf(LIMIT) + 1));
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
