package io.alsek.broker;

import io.alsek.message.Backoff;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.Message;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a message that failed is tried again. */
public final class Retries {

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private Retries() {}

    /** A message must not be lost because this process does not know its backoff, or because that is broken. */
    private static Duration delay(int incidents, Message message, Environment environment) {
        try {
            Backoff backoff = environment.backoffs().of(message.settings().backoff());
            Duration wait = backoff.delay(incidents, environment.random());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (RuntimeException e) {
            LOG.error("The backoff of {} is of no use here; the default is used", message.summary(), e);
            return Backoff.exponential().delay(incidents, environment.random());
        }
    }

    /** The message as it waits for its next attempt, after a failure at {@code now}. */
    public static Message next(Message message, ExceptionDetails failure, Instant now, Environment environment) {
        Duration wait = delay(message.history().retries() + 1, message, environment);
        return message.afterFailure(failure, now, now.plus(wait));
    }
}
