package io.alsek.memory;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.Claims;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber.
 *
 * <p><b>No signal gets lost.</b> A claim that finds nothing more first {@linkplain #wakeAt arms} the session and then
 * looks once more, while whoever makes something claimable first puts it in its line and then looks whether a session
 * is armed. So at least one of them notices the other.
 */
final class MemoryClaimSession implements ClaimSession {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryClaimSession.class);

    private static final long DISARMED = Long.MIN_VALUE;

    /** Something came while the session was being armed. */
    private static final long CHANGED = Long.MIN_VALUE + 1;

    private final Lifecycle lifecycle;
    private final Namespace space;
    private final ClaimScope scope;
    private final int maxDeliveries;
    private final Runnable onReady;
    private final Runnable ending = this::end;

    /**
     * The latest of the instants up to which callers have been told to wait. Something that becomes claimable before it
     * raises the signal, which disarms the session. Arming is guarded by this.
     */
    private final AtomicLong wakeAt = new AtomicLong(DISARMED);

    private volatile @Nullable Latest latest;
    private volatile boolean closed;

    MemoryClaimSession(Lifecycle lifecycle, Namespace space, ClaimScope scope, int maxDeliveries, Runnable onReady) {
        this.lifecycle = lifecycle;
        this.space = space;
        this.scope = scope;
        this.maxDeliveries = maxDeliveries;
        this.onReady = onReady;
    }

    void begin() {
        space.watchers.add(this);
        lifecycle.onClose(ending);
    }

    @Override
    public Claims claim(int max, Duration lease, String nonce) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1, but is " + max);
        }
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease must be positive, but is " + lease);
        }
        Objects.requireNonNull(nonce, "nonce");
        ensureOpen();
        long now = space.clock.millis();
        Harvest harvest = new Harvest(space, max, maxDeliveries, now, Millis.after(now, lease));
        Latest before = latest;
        if (before != null && before.nonce.equals(nonce)) {
            harvest.repeat(before.holds);
        }
        boolean repeated = !harvest.isEmpty();
        if (!repeated) {
            harvest.gather(scope);
        }
        Claims claims = conclude(harvest, repeated, now);
        latest = new Latest(nonce, harvest.holds);
        return claims;
    }

    /** Finds out what is left behind; takes it along if there is room. */
    private Claims conclude(Harvest harvest, boolean repeated, long now) {
        while (true) {
            boolean closedList = repeated || harvest.isFull();
            if (closedList && scope.hasClaimable()) {
                return harvest.withMore();
            }
            long nextAt = arm();
            if (nextAt == CHANGED && closedList) {
                continue;
            }
            if (nextAt > now) {
                return harvest.withNoMore(nextAt);
            }
            if (closedList) {
                return harvest.withMore();
            }
            harvest.gather(scope);
        }
    }

    /**
     * Arms the session.
     *
     * @return when there will be something to claim; {@link Long#MIN_VALUE} if there is now, {@link #CHANGED} if there
     *     may be
     */
    private synchronized long arm() {
        long told = wakeAt.getAndSet(Millis.NEVER);
        if (scope.hasClaimable()) {
            return Long.MIN_VALUE;
        }
        long nextAt = scope.nextAt();
        // If this fails, something has come while the lanes were looked through one after the other.
        return wakeAt.compareAndSet(Millis.NEVER, Math.max(told, nextAt)) ? nextAt : CHANGED;
    }

    /** Something in a lane becomes claimable at an instant. */
    void notice(long instant, Lane lane) {
        long armed = wakeAt.get();
        if (armed != DISARMED && instant < armed && scope.covers(lane) && !lane.queue.isPaused()) {
            raiseSignal();
        }
    }

    private void raiseSignal() {
        if (wakeAt.getAndSet(DISARMED) == DISARMED || closed) {
            return;
        }
        try {
            onReady.run();
        } catch (RuntimeException | Error e) {
            LOG.error("The signal of a claim session failed", e);
        }
    }

    private void ensureOpen() {
        lifecycle.ensureOpen();
        if (closed) {
            throw new IllegalStateException("The claim session is closed");
        }
    }

    @Override
    public void close() {
        lifecycle.forget(ending);
        end();
    }

    private void end() {
        closed = true;
        space.watchers.remove(this);
    }

    private record Latest(String nonce, List<Hold> holds) {}
}
