package io.alsek.worker;

import io.alsek.message.Lineage;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.Timing;
import java.time.Instant;

/** Makes the message that follows a success. */
final class Successors {

    private Successors() {}

    /**
     * The callback of a message that is done, ready to be submitted with its acknowledgement. Its delay counts from
     * now; an instant of readiness that it was given stands.
     */
    static Message of(Message done, Message callback, Payload result, Instant now) {
        Timing old = callback.timing();
        Instant afterDelay = now.plus(old.delay());
        Instant readyAt = old.readyAt().isAfter(afterDelay) ? old.readyAt() : afterDelay;
        Lineage lineage = new Lineage(
                done.progenitorOrSelf(),
                done.id(),
                result,
                callback.lineage().submittedBy(),
                callback.lineage().callback());
        return callback.toBuilder()
                .timing(new Timing(now, now, old.delay(), readyAt, old.timeToLive()))
                .lineage(lineage)
                .build();
    }
}
