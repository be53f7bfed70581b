package io.alsek.broker;

import io.alsek.message.ExceptionDetails;
import io.alsek.message.FailureNote;
import io.alsek.message.Message;
import io.alsek.message.SerializationException;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A dead letter, for people.
 *
 * @param letter the dead letter as the backend keeps it, with the message's raw bytes
 * @param message the message; empty if its bytes cannot be decoded
 * @param failure what was the matter
 */
public record DeadMessage(DeadLetter letter, Optional<Message> message, ExceptionDetails failure) {

    static DeadMessage of(DeadLetter letter) {
        byte[] failure = letter.failure();
        ExceptionDetails details = failure == null
                ? new ExceptionDetails("unknown", null, "")
                : FailureNote.decode(failure).details();
        return new DeadMessage(letter, readable(letter), details);
    }

    private static Optional<Message> readable(DeadLetter letter) {
        try {
            return Optional.of(Envelope.unpack(letter));
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }

    /** {@return where it is} */
    public MessageKey key() {
        return letter.message().key();
    }

    /** {@return why it is dead} */
    public DeathReason reason() {
        return letter.reason();
    }

    /** {@return when it died} */
    public Instant diedAt() {
        return letter.diedAt();
    }
}
