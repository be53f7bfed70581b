package io.alsek.redis;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal of a session. A note that comes while a claim is under way may tell of something that the claim has not
 * seen, so it is kept until the claim's answer says whether anybody is going to wait.
 */
final class Signal {

    private static final Logger LOG = LoggerFactory.getLogger(Signal.class);

    private final Runnable onReady;

    // All guarded by this.
    private int claims;
    private long missed = Millis.NEVER;
    private boolean armed;
    private boolean closed;

    /** Whether something has become claimable since a claim last asked the server. */
    private boolean news;

    /** The first of the instants noticed since then at which something will. */
    private long ahead = Millis.NEVER;

    /** The latest of the instants up to which callers have been told to wait. */
    private long wakeAt;

    Signal(Runnable onReady) {
        this.onReady = onReady;
    }

    synchronized void claimBegins() {
        if (claims++ == 0) {
            missed = Millis.NEVER;
        }
    }

    /**
     * A claim has ended.
     *
     * @param more whether something was left behind, so that nobody waits
     * @param nextAt up to when callers wait, {@code null} = for ever
     */
    void claimEnds(boolean more, @Nullable Long nextAt) {
        boolean raise = false;
        synchronized (this) {
            claims--;
            if (!more) {
                long until = nextAt == null ? Millis.NEVER : nextAt;
                wakeAt = armed ? Math.max(wakeAt, until) : until;
                armed = true;
                raise = disarm(missed);
            }
        }
        if (raise) {
            raise();
        }
    }

    /**
     * A claim has failed. That alone is no reason to try again at once, or callers would do so without end while the
     * server is down; but what is noticed from now on is, and that the connection is back first of all.
     */
    void claimFails() {
        boolean raise;
        synchronized (this) {
            claims--;
            news = true; // what it was to look at it has not seen
            wakeAt = Millis.NEVER;
            armed = true;
            raise = disarm(missed);
        }
        if (raise) {
            raise();
        }
    }

    /** A claim is about to ask the server. */
    synchronized void asks() {
        news = false;
        ahead = Millis.NEVER;
    }

    /** {@return whether only the server can tell what there is} */
    synchronized boolean hasNews() {
        return news;
    }

    /** {@return when, for all that was noticed, only the server can tell again} */
    synchronized long ahead() {
        return ahead;
    }

    /** Something was brought to the session, which needs to ask nobody. */
    void brought() {
        wake(0);
    }

    /** Something that the session may have becomes claimable at an instant. */
    void notice(long at) {
        synchronized (this) {
            news |= at == 0;
            ahead = at == 0 ? ahead : Math.min(ahead, at);
        }
        wake(at);
    }

    private void wake(long at) {
        boolean raise;
        synchronized (this) {
            if (claims > 0) {
                missed = Math.min(missed, at);
            }
            raise = disarm(at);
        }
        if (raise) {
            raise();
        }
    }

    private synchronized boolean disarm(long at) {
        if (!armed || at >= wakeAt) {
            return false;
        }
        armed = false;
        return true;
    }

    private void raise() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            onReady.run();
        } catch (RuntimeException | Error e) {
            LOG.error("The signal of a claim session failed", e);
        }
    }

    synchronized void close() {
        closed = true;
    }
}
