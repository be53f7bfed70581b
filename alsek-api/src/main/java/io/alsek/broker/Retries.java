package io.alsek.broker;

import io.alsek.message.Backoff;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.Message;
import java.time.Duration;
import java.time.Instant;

/** When a message that failed is tried again. */
public final class Retries {

    private Retries() {}

    /** The message as it waits for its next attempt, after a failure at {@code now}. */
    public static Message next(Message message, ExceptionDetails failure, Instant now, Environment environment) {
        Backoff backoff = environment.backoffs().of(message.settings().backoff());
        Duration wait = backoff.delay(message.history().retries() + 1, environment.random());
        return message.afterFailure(failure, now, now.plus(wait));
    }
}
