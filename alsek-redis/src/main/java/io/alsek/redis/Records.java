package io.alsek.redis;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.QueuedMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Messages and dead letters as bytes, and back; {@code queue.lua} tells the layout. */
final class Records {

    private static final int TOKEN = 10;
    private static final int MOST_DELIVERIES = 65_535;
    private static final int COUNTERS = 3 + 2;
    private static final int FIXED_TAIL = 4 + 1 + 6 + COUNTERS + 6 + 2;
    private static final HexFormat HEX = HexFormat.of();

    private static final DeathReason[] REASONS = DeathReason.values();

    private Records() {}

    /** A record with what is known of the message. */
    record Stored(QueuedMessage message, Place place, int retries, int deliveries, byte @Nullable [] failure) {}

    /** Where a message stands. */
    record Place(int priority, long due, long ticket) {

        byte[] bytes() {
            ByteBuffer buffer = ByteBuffer.allocate(16).putInt(priority);
            put6(buffer, due);
            put6(buffer, ticket);
            return buffer.array();
        }
    }

    /** Priority, and all of the record behind its place. */
    static byte[] message(QueuedMessage message) {
        byte[] task = Names.text(message.task());
        byte[] body = message.body();
        ByteBuffer buffer = ByteBuffer.allocate(FIXED_TAIL + task.length + body.length);
        buffer.putInt(message.priority()).put((byte) 0);
        put6(buffer, Millis.orNever(message.expiresAt()));
        buffer.position(buffer.position() + COUNTERS);
        put6(buffer, Millis.of(message.readyAt()));
        buffer.putShort((short) task.length).put(task).put(body);
        return buffer.array();
    }

    static Stored stored(String queue, byte[] id, byte[] record) {
        ByteBuffer buffer = ByteBuffer.wrap(record);
        Place place = new Place(buffer.getInt(), get6(buffer), get6(buffer));
        int flags = buffer.get();
        long expiresAt = get6(buffer);
        int retries = (buffer.get() & 0xFF) << 16 | buffer.getShort() & 0xFFFF;
        int deliveries = buffer.getShort() & MOST_DELIVERIES;
        long readyAt = get6(buffer);
        byte[] task = take(buffer, buffer.getShort() & 0xFFFF);
        byte[] failure = (flags & 1) == 0 ? null : take(buffer, buffer.getInt());
        byte[] body = take(buffer, buffer.remaining());
        QueuedMessage message = new QueuedMessage(
                Names.ofId(id),
                queue,
                Names.ofText(task),
                place.priority(),
                Instant.ofEpochMilli(readyAt),
                Millis.orNull(expiresAt),
                body);
        return new Stored(message, place, retries, deliveries, failure);
    }

    static ClaimedMessage claimed(Stored stored, byte[] token, int deliveries, long until) {
        Lease lease = new Lease(stored.message().key(), HEX.formatHex(token), Instant.ofEpochMilli(until));
        return new ClaimedMessage(stored.message(), lease, stored.retries(), deliveries, stored.failure());
    }

    /** The token of the lease with a number among those of one call. */
    static byte[] token(byte[] call, int number) {
        return ByteBuffer.allocate(TOKEN).put(call).putShort((short) number).array();
    }

    /** The token of a lease; one that nobody has if that is no token of ours. */
    static byte[] token(Lease lease) {
        String token = lease.token();
        if (token.length() == 2 * TOKEN && token.chars().allMatch(HexFormat::isHexDigit)) {
            return HEX.parseHex(token);
        }
        return new byte[TOKEN];
    }

    static int deliveriesOf(byte[] lease) {
        return ByteBuffer.wrap(lease).getShort(TOKEN) & MOST_DELIVERIES;
    }

    /** The end of a lease that has run out, which is in the lease itself. */
    static long endOf(byte[] overdue) {
        return get6(ByteBuffer.wrap(overdue, TOKEN + 3, 6));
    }

    static byte reason(DeathReason reason) {
        return (byte) reason.ordinal();
    }

    /** A failure such that none differs from an empty one. */
    static byte[] failure(byte @Nullable [] failure) {
        return failure == null
                ? new byte[0]
                : ByteBuffer.allocate(1 + failure.length)
                        .put((byte) 1)
                        .put(failure)
                        .array();
    }

    static DeadLetter deadLetter(String queue, byte[] id, byte[] letter) {
        ByteBuffer buffer = ByteBuffer.wrap(letter);
        DeathReason reason = REASONS[buffer.get()];
        long diedAt = get6(buffer);
        long expiresAt = get6(buffer);
        get6(buffer);
        int deliveries = buffer.getShort() & MOST_DELIVERIES;
        boolean said = buffer.get() == 1;
        byte[] failure = take(buffer, buffer.getInt());
        Stored stored = stored(queue, id, take(buffer, buffer.remaining()));
        return new DeadLetter(
                stored.message(),
                reason,
                said ? failure : null,
                stored.retries(),
                deliveries,
                Instant.ofEpochMilli(diedAt),
                Instant.ofEpochMilli(expiresAt));
    }

    /** The instant of death and the ticket of a dead letter, by which pages go on. */
    static String cursor(byte[] letter) {
        ByteBuffer buffer = ByteBuffer.wrap(letter, 1, 18);
        long diedAt = get6(buffer);
        get6(buffer);
        return diedAt + "." + get6(buffer);
    }

    static byte[] six(long value) {
        ByteBuffer buffer = ByteBuffer.allocate(6);
        put6(buffer, value);
        return buffer.array();
    }

    static void put6(ByteBuffer buffer, long value) {
        buffer.putShort((short) (value >>> 32)).putInt((int) value);
    }

    static long get6(ByteBuffer buffer) {
        return (buffer.getShort() & 0xFFFFL) << 32 | buffer.getInt() & 0xFFFF_FFFFL;
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        byte[] bytes = Arrays.copyOfRange(
                buffer.array(),
                buffer.arrayOffset() + buffer.position(),
                buffer.arrayOffset() + buffer.position() + length);
        buffer.position(buffer.position() + length);
        return bytes;
    }
}
