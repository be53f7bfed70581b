package io.alsek.broker;

import io.alsek.event.TaskEvent;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.FailureNote;
import io.alsek.message.Message;
import io.alsek.message.SerializationException;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.LeaseState;
import io.alsek.spi.Settlement;
import java.time.Instant;
import java.util.List;

/** Sends to the dead letters what must not be run, so that its status says so and whoever waits for it hears of it. */
final class Burials {

    private final Broker broker;

    Burials(Broker broker) {
        this.broker = broker;
    }

    void bury(Condemned condemned) {
        ClaimedMessage claimed = condemned.claimed();
        Message message;
        try {
            message = Envelope.unpack(claimed);
        } catch (SerializationException e) {
            message = Envelope.headOnly(claimed.message());
        }
        bury(claimed, message, condemned.reason(), details(claimed, condemned.reason()));
    }

    void buryUndecodable(ClaimedMessage claimed, SerializationException cause) {
        bury(claimed, Envelope.headOnly(claimed.message()), DeathReason.UNDECODABLE, ExceptionDetails.of(cause));
    }

    private static ExceptionDetails details(ClaimedMessage claimed, DeathReason reason) {
        String text = reason == DeathReason.EXPIRED
                ? "Not started before its time to live ran out at "
                        + claimed.message().expiresAt()
                : "Delivered " + claimed.deliveries() + " times without being settled: its workers died, or lost it";
        return new ExceptionDetails(reason.name(), text, "");
    }

    private void bury(ClaimedMessage claimed, Message message, DeathReason reason, ExceptionDetails details) {
        Instant now = broker.now();
        Settlement bury = new Settlement.Bury(
                claimed.lease(),
                reason,
                new FailureNote(details, now).encode(),
                broker.transitions().failed(message, now, reason, details));
        if (broker.queues().settle(List.of(bury)).get(0) == LeaseState.HELD) {
            broker.environment().events().tell(new TaskEvent.Failed(message, now, reason, details));
        }
    }
}
