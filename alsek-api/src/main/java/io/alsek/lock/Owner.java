package io.alsek.lock;

/**
 * An owner as the store knows it: who it is and, for a semaphore, under which limit it holds, so that everybody can see
 * whether all go by the same one.
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
        return limit == 1 ? owner : owner + LIMIT + limit;
    }

    static String withoutLimit(String stored) {
        int at = stored.lastIndexOf(LIMIT);
        return at < 0 || limitAfter(stored, at) < 0 ? stored : stored.substring(0, at);
    }

    static int limitOf(String stored) {
        int at = stored.lastIndexOf(LIMIT);
        int limit = at < 0 ? 1 : limitAfter(stored, at);
        return limit < 0 ? 1 : limit;
    }

    private static int limitAfter(String stored, int at) {
        try {
            return Integer.parseInt(stored.substring(at + 1));
        } catch (NumberFormatException e) {
            return -1; // part of a name
        }
    }
}
