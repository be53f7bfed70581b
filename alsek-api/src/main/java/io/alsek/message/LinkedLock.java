package io.alsek.message;

/**
 * A lock that a message holds from its submission to its end. Who holds it is the message itself, so that only what is
 * said here travels with it.
 *
 * @param name the lock
 * @param limit how many may hold it at a time
 */
public record LinkedLock(String name, int limit) {

    /** Checks both. */
    public LinkedLock {
        Names.check("name of a lock", name);
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "The limit must be at least 1, but is " + limit + " (lock \"" + name + "\")");
        }
    }
}
