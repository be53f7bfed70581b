package io.alsek.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All dead letters of a namespace by the instant at which they are removed for good. Whoever asks for dead letters
 * first has those removed whose time is over, so that nobody sees them; a sweep merely reports how many that were.
 */
final class Graveyard {

    private final Line<Grave, Grave> byEnd = new Line<>(Grave.BY_END);
    private final AtomicInteger unreported = new AtomicInteger();

    void add(Grave grave) {
        byEnd.add(grave);
    }

    void remove(Grave grave) {
        byEnd.remove(grave);
    }

    /** {@return when the next dead letter is removed for good} */
    long nextAt() {
        Grave first = byEnd.first();
        return first == null ? Millis.NEVER : first.expiresAt;
    }

    /** Removes the dead letters whose time is over. */
    void expire(long now) {
        expire(now, Integer.MAX_VALUE);
    }

    /** Removes at most so many; returns how many it looked at. */
    int expire(long now, int limit) {
        int looked = 0;
        for (Grave grave = byEnd.first(); grave != null && grave.expiresAt <= now; grave = byEnd.first()) {
            if (looked == limit) {
                break;
            }
            looked++;
            expire(grave.entry, now);
        }
        return looked;
    }

    /** Removes one entry if it is a dead letter whose time is over. */
    void expire(Entry entry, long now) {
        synchronized (entry) {
            if (entry.stage instanceof Grave grave && grave.expiresAt <= now) {
                entry.vanish();
                unreported.incrementAndGet();
            }
        }
    }

    /** {@return how many have been removed since this was last asked} */
    int report() {
        return unreported.getAndSet(0);
    }

    /** {@return the grave that is an entry's stage, if it is one; without its monitor, so it may be out of date} */
    static @Nullable Grave peek(Entry entry) {
        return entry.stage instanceof Grave grave ? grave : null;
    }
}
