package io.alsek.event;

import io.alsek.message.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one stream of events: tells listeners one event after the other, and writes the readable life-cycle lines of the
 * log. Thread-safe.
 */
public final class TaskEvents {

    private static final Logger LOG = LoggerFactory.getLogger("io.alsek.messages");

    private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();

    /** Makes the stream a stream: held while listeners are told. Reentrant, since a listener may submit. */
    private final ReentrantLock telling = new ReentrantLock();

    /** Adds a listener; it hears of what happens from now on. */
    public void add(TaskListener listener) {
        listeners.add(listener);
    }

    /** Takes a listener away. */
    public void remove(TaskListener listener) {
        listeners.remove(listener);
    }

    /** {@return whether anybody would notice an event; if not, it need not even be made} */
    public boolean areHeard() {
        return !listeners.isEmpty() || LOG.isInfoEnabled();
    }

    /** Tells an event. */
    public void tell(TaskEvent event) {
        log(event);
        if (listeners.isEmpty()) {
            return;
        }
        telling.lock();
        try {
            for (TaskListener listener : listeners) {
                tellGuarded(listener, event);
            }
        } finally {
            telling.unlock();
        }
    }

    private static void tellGuarded(TaskListener listener, TaskEvent event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException | Error e) {
            LOG.error("The listener {} failed on {}", listener, event, e);
        }
    }

    private static void log(TaskEvent event) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        Message message = event.message();
        if (event instanceof TaskEvent.Started) {
            LOG.info("Received {}", message.summary());
        } else if (event instanceof TaskEvent.Succeeded) {
            LOG.info("Successfully processed {}", message.summary());
        } else if (event instanceof TaskEvent.Retrying retrying) {
            long millis = retrying.readyAt().toEpochMilli() - retrying.at().toEpochMilli();
            LOG.info(
                    "Retrying {} in {} ms (retry {})",
                    message.summary(),
                    millis,
                    message.history().retries());
        } else if (event instanceof TaskEvent.Failed failed) {
            LOG.warn(
                    "Failed {}: {}: {}",
                    message.summary(),
                    failed.reason(),
                    failed.failure().summary());
        } else if (event instanceof TaskEvent.LeaseLost) {
            LOG.warn("Lost the lease on {}; its outcome is discarded", message.summary());
        } else if (event instanceof TaskEvent.Removed) {
            LOG.info("Removed {}", message.summary());
        } else if (event instanceof TaskEvent.Duplicate) {
            LOG.info("Refused the duplicate {}", message.summary());
        } else {
            LOG.debug("{} {}", event.getClass().getSimpleName(), message.summary());
        }
    }
}
