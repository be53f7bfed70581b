package io.alsek.process;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuedMessage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a child is to run.
 *
 * @param claimed the message, and the lease under which it runs
 * @param lease how long a heartbeat prolongs the lease
 * @param now the present instant by the backend's clock
 */
public record Order(ClaimedMessage claimed, Duration lease, Instant now) {

    byte[] encode() {
        QueuedMessage message = claimed.message();
        Instant expiresAt = message.expiresAt();
        return new BodyOut()
                .text(message.id())
                .text(message.queue())
                .text(message.task())
                .number(message.priority())
                .number(message.readyAt().toEpochMilli())
                .number(expiresAt == null ? Long.MAX_VALUE : expiresAt.toEpochMilli())
                .bytes(message.body())
                .text(claimed.lease().token())
                .number(claimed.lease().expiresAt().toEpochMilli())
                .number(claimed.retries())
                .number(claimed.deliveries())
                .bytes(claimed.failure())
                .number(lease.toMillis())
                .number(now.toEpochMilli())
                .toBytes();
    }

    static Order decode(Frame frame) throws BrokenFrameException {
        BodyIn in = new BodyIn(frame);
        QueuedMessage message = new QueuedMessage(
                in.text(),
                in.text(),
                in.text(),
                (int) in.number(),
                Instant.ofEpochMilli(in.number()),
                instantOrNull(in.number()),
                in.bytes());
        Lease lease =
                new Lease(new MessageKey(message.queue(), message.id()), in.text(), Instant.ofEpochMilli(in.number()));
        ClaimedMessage claimed =
                new ClaimedMessage(message, lease, (int) in.number(), (int) in.number(), in.bytesOrNull());
        return new Order(claimed, Duration.ofMillis(in.number()), Instant.ofEpochMilli(in.number()));
    }

    private static @Nullable Instant instantOrNull(long millis) {
        return millis == Long.MAX_VALUE ? null : Instant.ofEpochMilli(millis);
    }
}
