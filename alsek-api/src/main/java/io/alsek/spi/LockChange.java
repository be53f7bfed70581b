package io.alsek.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A change of a hold on a lock, as part of the transition of a message. If the owner does not hold the lock nothing is
 * changed, and the transition takes place all the same.
 *
 * @param name the lock
 * @param owner who holds it
 * @param heir who holds it afterwards, under the same fence, possibly the owner itself; {@code null} = nobody
 * @param ttl how long the heir holds it from now on, at least a millisecond; {@code null} if there is none
 */
public record LockChange(
        String name,
        String owner,
        @Nullable String heir,
        @Nullable Duration ttl) {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Checks everything. */
    public LockChange {
        if (name.isEmpty() || owner.isEmpty() || (heir != null && heir.isEmpty())) {
            throw new IllegalArgumentException("A lock needs a name, and its owners do, but the lock is \"" + name
                    + "\", the owner \"" + owner + "\", the heir \"" + heir + "\"");
        }
        if ((heir == null) != (ttl == null)) {
            throw new IllegalArgumentException("An heir needs a ttl, and a ttl needs an heir, but the heir is \"" + heir
                    + "\" and the ttl " + ttl + " (lock \"" + name + "\")");
        }
        if (ttl != null && ttl.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "ttl must be at least a millisecond, but is " + ttl + " (lock \"" + name + "\")");
        }
    }

    /** Gives a hold up. */
    public static LockChange release(String name, String owner) {
        return new LockChange(name, owner, null, null);
    }

    /** Prolongs a hold to {@code ttl} from now. */
    public static LockChange renew(String name, String owner, Duration ttl) {
        return new LockChange(name, owner, owner, ttl);
    }

    /** Hands a hold over to another owner, who has it for {@code ttl} from now. */
    public static LockChange handOver(String name, String owner, String heir, Duration ttl) {
        return new LockChange(name, owner, heir, ttl);
    }
}
