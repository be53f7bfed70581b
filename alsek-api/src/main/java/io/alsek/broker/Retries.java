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

    /** A message must not be lost because this process does not know its backoff. */
    private static Backoff backoff(Message message, Environment environment) {
        try {
            return environment.backoffs().of(message.settings().backoff());
        } catch (IllegalArgumentException e) {
            LOG.error("The backoff of {} is of no use here; the default is used", message.summary(), e);
            return Backoff.exponential();
        }
    }

    /** The message as it waits for its next attempt, after a failure at {@code now}. */
    public static Message next(Message message, ExceptionDetails failure, Instant now, Environment environment) {
        Backoff backoff = backoff(message, environment);
        Duration wait = backoff.delay(message.history().retries() + 1, environment.random());
        return message.afterFailure(failure, now, now.plus(wait));
    }
}
