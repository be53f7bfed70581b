package io.alsek.worker;

import io.alsek.message.Message;
import java.time.Duration;
import java.time.Instant;

/**
 * One attempt, after its end.
 *
 * @param message the message as it was when the attempt began
 * @param worker the worker's name
 * @param startedAt when it began
 * @param endedAt when it was settled
 * @param outcome how it ended
 */
public record Execution(Message message, String worker, Instant startedAt, Instant endedAt, Outcome outcome) {

    /** {@return the number of the attempt, from 1} */
    public int attempt() {
        return message.history().retries() + 1;
    }

    /** {@return how long it took} */
    public Duration duration() {
        return Duration.between(startedAt, endedAt);
    }

    /** {@return whether the handler's success counts} */
    public boolean succeeded() {
        return outcome instanceof Outcome.Succeeded;
    }
}
