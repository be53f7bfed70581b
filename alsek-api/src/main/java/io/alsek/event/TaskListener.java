package io.alsek.event;

/**
 * Hears of everything that the application's own {@code Alsek} does: base metrics on it, or copy statuses into a
 * database of your own.
 *
 * <p>Called on whatever thread brought the event about, one event at a time. Return soon: the work waits. What a
 * listener throws is logged and harms nobody.
 */
@FunctionalInterface
public interface TaskListener {

    /** Something happened. */
    void onEvent(TaskEvent event);
}
