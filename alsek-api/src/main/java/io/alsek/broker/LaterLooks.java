package io.alsek.broker;

import io.alsek.spi.BackendException;
import io.alsek.time.Timekeeper;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets those look again who wait for a message and could not look because the backend failed: after a pause, which grows
 * while the backend goes on failing, and one after the other until one fails again. So an outage costs one call for each
 * pause, however many wait. Thread-safe.
 */
final class LaterLooks {

    private static final Logger LOG = LoggerFactory.getLogger(LaterLooks.class);
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String LABEL = "another look at what is waited for";

    private final Timekeeper time;

    /** Who owes a look, in the order of their turns; guarded by this. */
    private final Set<Completion<?>> owing = new LinkedHashSet<>();

    /** Guarded by this. */
    private Duration pause = SHORTEST;

    /** Guarded by this; {@code null} if no timer is set. */
    private @Nullable Timer timer;

    /** Whether somebody is letting them look; guarded by this. */
    private boolean looking;

    LaterLooks(Timekeeper time) {
        this.time = time;
    }

    /**
     * Lets somebody look later, who failed by now.
     *
     * @throws IllegalStateException if the timekeeper is closed
     */
    synchronized void add(Completion<?> one, BackendException failure) {
        if (owing.isEmpty() && !looking) {
            LOG.warn("Whoever waits for a message has to look later, because the backend fails", failure);
        }
        owing.add(one);
        setTimer();
    }

    /** Lets somebody be, who waits no more. */
    synchronized void remove(Completion<?> one) {
        if (owing.remove(one) && owing.isEmpty() && timer != null) {
            timer.cancel();
            timer = null;
            pause = SHORTEST;
        }
    }

    private synchronized void setTimer() {
        if (timer == null && !looking) {
            timer = time.at(
                    time.instant().plus(pause),
                    TimerKind.BACKGROUND,
                    LABEL,
                    () -> time.perform(LABEL, this::letThemLook));
        }
    }

    private void letThemLook() {
        begin();
        Completion<?> one = next();
        while (one != null) {
            try {
                one.lookAgain();
            } catch (BackendException e) {
                failed(one, e);
                return;
            }
            one = next();
        }
    }

    private synchronized void begin() {
        timer = null;
        looking = true;
    }

    private synchronized @Nullable Completion<?> next() {
        Iterator<Completion<?>> each = owing.iterator();
        if (!each.hasNext()) {
            looking = false;
            pause = SHORTEST;
            return null;
        }
        Completion<?> next = each.next();
        each.remove();
        return next;
    }

    private synchronized void failed(Completion<?> one, BackendException failure) {
        LOG.debug("The backend goes on failing", failure);
        looking = false;
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
        if (one.isAwaited()) {
            owing.add(one); // behind the others, in case that it is the only one that fails
        }
        if (!owing.isEmpty()) {
            setTimer();
        }
    }
}
