package io.alsek.broker;

import io.alsek.message.Message;
import io.alsek.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls hooks that only notify: what they throw is logged and changes nothing. */
public final class Hooks {

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private Hooks() {}

    /** Calls a notification hook. */
    public static void tell(Task<?, ?> task, Message message, Runnable hook) {
        try {
            hook.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A hook of the task \"{}\" failed on {}; the outcome stands", task.name(), message.summary(), e);
        }
    }
}
