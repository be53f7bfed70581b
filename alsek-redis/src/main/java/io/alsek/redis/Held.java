package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.StoredMessage;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A living message as the server tells it.
 *
 * @param key the message
 * @param record all about it
 * @param lease the lease on it; {@code null} if there is none
 * @param end when that runs out; {@code null} if it has, which is in the lease then
 */
record Held(
        MessageKey key,
        byte[] record,
        byte @Nullable [] lease,
        @Nullable Long end) {

    private static final int MOST = 200;
    private static final int TOKEN = 8;

    /** Looks messages up; what is not alive is not in the answer. */
    static Map<MessageKey, Held> find(Space space, Collection<MessageKey> keys) {
        Map<MessageKey, Held> found = new LinkedHashMap<>();
        find(space, keys, (held, now) -> found.put(held.key(), held));
        return found;
    }

    /** Looks messages up and tells what it finds, with the time at which it was so. */
    static void find(Space space, Collection<MessageKey> keys, ObjLongConsumer<Held> into) {
        for (List<MessageKey> part : Parts.of(keys, MOST, MessageKey::queue)) {
            QueueCall call = new QueueCall(space);
            QueueCall asked = new QueueCall(space);
            part.forEach(key -> asked.arg(asked.group(key.queue())).arg(Names.id(key.id())));
            call.arg(part.size()).append(asked);
            List<Object> answer = call.runForList(Scripts.FIND);
            List<?> rows = (List<?>) answer.get(1);
            for (int i = 0; i < part.size(); i++) {
                if (rows.get(3 * i) != null) {
                    into.accept(of(part.get(i), rows.subList(3 * i, 3 * i + 3)), (Long) answer.get(0));
                }
            }
        }
    }

    /** Reads record, lease and end of the lease. */
    static Held of(MessageKey key, List<?> row) {
        byte[] end = (byte[]) row.get(2);
        return new Held(
                key,
                (byte[]) row.get(0),
                (byte[]) row.get(1),
                end == null ? null : Long.valueOf(new String(end, ISO_8859_1)));
    }

    /** Whether a lease is the present one and has not run out. */
    boolean isBy(Lease presented) {
        return lease != null && end != null && Arrays.equals(lease, 0, TOKEN, Records.lease(presented), 0, TOKEN);
    }

    /** The message as it was handed out under a lease, with its present end. */
    ClaimedMessage message(Lease presented) {
        Records.Stored stored = Records.stored(key.queue(), Names.id(key.id()), record);
        long until = java.util.Objects.requireNonNull(end);
        Lease prolonged = new Lease(presented.key(), presented.token(), Instant.ofEpochMilli(until));
        int deliveries = Records.deliveriesOf(java.util.Objects.requireNonNull(lease));
        return new ClaimedMessage(stored.message(), prolonged, stored.retries(), deliveries, stored.failure());
    }

    /** The message as it is found at an instant. */
    StoredMessage stored(long now) {
        Records.Stored stored = Records.stored(key.queue(), Names.id(key.id()), record);
        if (lease == null) {
            MessageState state = stored.place().due() > now ? MessageState.DELAYED : MessageState.READY;
            return new StoredMessage(
                    stored.message(), state, stored.retries(), stored.deliveries(), null, stored.failure());
        }
        return new StoredMessage(
                stored.message(),
                MessageState.LEASED,
                stored.retries(),
                Records.deliveriesOf(lease),
                Instant.ofEpochMilli(end == null ? Records.endOf(lease) : end),
                stored.failure());
    }
}
