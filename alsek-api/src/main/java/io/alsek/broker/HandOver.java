package io.alsek.broker;

import io.alsek.lock.LinkedLocks;
import io.alsek.message.Message;
import io.alsek.spi.BackendException;
import io.alsek.spi.Effects;
import io.alsek.spi.LockChange;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Submits messages, and lets the locks that are linked to them become theirs in the same step. */
final class HandOver {

    private final LinkedLocks locks;
    private final Function<List<Submission>, List<SubmitOutcome>> queues;

    HandOver(LinkedLocks locks, Function<List<Submission>, List<SubmitOutcome>> queues) {
        this.locks = locks;
        this.queues = queues;
    }

    /** What goes along with the acceptance of a message, and its lock if it has one. */
    Effects with(Message message, Effects effects, Instant now) {
        Optional<LockChange> change = locks.handOver(message, now);
        return change.isEmpty()
                ? effects
                : new Effects(effects.values(), effects.successors(), effects.publications(), List.of(change.get()));
    }

    List<SubmitOutcome> submit(List<Message> messages, List<Submission> submissions) {
        try {
            List<SubmitOutcome> outcomes = queues.apply(submissions);
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i) == SubmitOutcome.ACCEPTED) {
                    locks.accepted(messages.get(i));
                } else {
                    locks.refused(messages.get(i));
                }
            }
            return outcomes;
        } catch (BackendException.OutcomeUnknown e) {
            messages.forEach(locks::perhapsAccepted);
            List<MessageKey> keys = messages.stream().map(Broker::keyOf).toList();
            String ids = keys.size() == 1 ? "the id \"" + keys.get(0).id() + "\"" : "their ids";
            throw new BackendException.OutcomeUnknown(
                    e.getMessage() + "; whether anything was accepted is unknown. To submit it again without running it"
                            + " twice, use " + ids + ", of which this exception tells (submitted)",
                    e,
                    keys);
        } catch (RuntimeException e) {
            messages.forEach(locks::notSubmitted);
            throw e;
        }
    }
}
