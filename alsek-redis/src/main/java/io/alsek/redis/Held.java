package io.alsek.redis;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final int TOKEN = 10;

    /** Looks messages up; what is not alive is not in the answer. */
    static Map<MessageKey, Held> find(Space space, Collection<MessageKey> keys) {
        Map<MessageKey, Held> found = new LinkedHashMap<>();
        for (List<MessageKey> part : Parts.of(space, keys, MOST, MessageKey::queue)) {
            QueueCall call = new QueueCall(space);
            QueueCall asked = new QueueCall(space);
            part.forEach(key -> asked.arg(asked.group(key.queue())).arg(Names.id(key.id())));
            call.arg(part.size()).append(asked);
            List<?> rows = (List<?>) call.runForList(Scripts.FIND).get(1);
            for (int i = 0; i < part.size(); i++) {
                if (rows.get(3 * i) != null) {
                    found.put(part.get(i), of(part.get(i), rows.subList(3 * i, 3 * i + 3)));
                }
            }
        }
        return found;
    }

    /** Reads record, lease and end of the lease. */
    static Held of(MessageKey key, List<?> row) {
        byte[] end = (byte[]) row.get(2);
        return new Held(
                key, (byte[]) row.get(0), (byte[]) row.get(1), end == null ? null : Long.valueOf(new String(end)));
    }

    /** Whether a lease is the present one and has not run out. */
    boolean isBy(Lease presented) {
        return lease != null && end != null && Arrays.equals(lease, 0, TOKEN, Records.token(presented), 0, TOKEN);
    }

    ClaimedMessage message(Lease presented) {
        Records.Stored stored = Records.stored(key.queue(), Names.id(key.id()), record);
        byte[] held = java.util.Objects.requireNonNull(lease);
        return Records.claimed(
                stored, Records.token(presented), Records.deliveriesOf(held), java.util.Objects.requireNonNull(end));
    }
}
