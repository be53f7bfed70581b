package io.alsek.broker;

import io.alsek.event.TaskEvent;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.FailureNote;
import io.alsek.message.Message;
import io.alsek.message.SerializationException;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.MessageKey;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Instant;
import java.util.List;

/** Takes a message out of its queue and tells all who are concerned. */
final class Withdrawer {

    private final Broker broker;
    private final ExceptionDetails details;

    Withdrawer(Broker broker, ExceptionDetails details) {
        this.broker = broker;
        this.details = details;
    }

    WithdrawOutcome withdraw(MessageKey key, Withdrawal.Mode mode) {
        StoredMessage stored = broker.queues().find(List.of(key)).get(key);
        if (stored == null) {
            return WithdrawOutcome.ABSENT;
        }
        // What the message looks like cannot change between here and the withdrawal, except for its history and place.
        Message message = readable(stored);
        Instant now = broker.now();
        Withdrawal withdrawal =
                new Withdrawal(key, mode, new FailureNote(details, now).encode(), effects(message, mode, now));
        WithdrawOutcome outcome = broker.queues().withdraw(List.of(withdrawal)).get(0);
        if (outcome == WithdrawOutcome.WITHDRAWN || outcome == WithdrawOutcome.WITHDRAWN_WHILE_LEASED) {
            broker.environment().events().tell(event(message, mode, now));
        }
        if (outcome == WithdrawOutcome.WITHDRAWN && mode != Withdrawal.Mode.FAIL && mode != Withdrawal.Mode.REMOVE) {
            broker.revokedWaiting(message);
        }
        return outcome;
    }

    private static Message readable(StoredMessage stored) {
        try {
            return Envelope.unpack(stored);
        } catch (SerializationException e) {
            return Envelope.headOnly(stored.message());
        }
    }

    private Effects effects(Message message, Withdrawal.Mode mode, Instant now) {
        Transitions transitions = broker.transitions();
        return switch (mode) {
            case REVOKE, REVOKE_UNLESS_LEASED, REMOVE -> transitions.revoked(message, now, details);
            case FAIL -> transitions.failed(message, now, DeathReason.FAILED, details);
        };
    }

    private TaskEvent event(Message message, Withdrawal.Mode mode, Instant now) {
        return switch (mode) {
            case REVOKE, REVOKE_UNLESS_LEASED -> new TaskEvent.Failed(message, now, DeathReason.REVOKED, details);
            case FAIL -> new TaskEvent.Failed(message, now, DeathReason.FAILED, details);
            case REMOVE -> new TaskEvent.Removed(message, now);
        };
    }
}
