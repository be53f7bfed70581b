package io.alsek.redis;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuedMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages and dead letters as bytes, and back; {@code queue.lua} tells the layout. */
final class Records {

    /** Token, deliveries, flags. */
    private static final int LEASE = 8 + 2 + 1;

    private static final int DELIVERIES_AT = 8;
    private static final int MOST_DELIVERIES = 65_535;
    private static final int COUNTERS = 3 + 2;
    private static final int FIXED_TAIL = 1 + 6 + COUNTERS + 6 + 2;
    private static final HexFormat HEX = HexFormat.of();

    /** By their numbers in records, which must never change. */
    private static final List<DeathReason> REASONS = List.of(
            DeathReason.FAILED,
            DeathReason.EXPIRED,
            DeathReason.TOO_MANY_DELIVERIES,
            DeathReason.UNDECODABLE,
            DeathReason.REVOKED);

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

    /** A message as it is submitted: its priority, if asked for, and all of the record behind its place. */
    static byte[] message(QueuedMessage message, boolean withPriority) {
        byte[] task = Names.text(message.task());
        byte[] body = message.body();
        int priority = withPriority ? Integer.BYTES : 0;
        ByteBuffer buffer = ByteBuffer.allocate(priority + FIXED_TAIL + task.length + body.length);
        if (withPriority) {
            buffer.putInt(message.priority());
        }
        buffer.put((byte) 0);
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
        int retries = ((buffer.get() & 0xFF) << 16) | (buffer.getShort() & 0xFFFF);
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

    /**
     * Makes what a worker is handed.
     *
     * @param call the token of the call that claimed it
     * @param number a number among the messages of that call, so that no two tokens look the same
     * @param verdict 0 = it is to be run; else no delivery was counted
     */
    static ClaimedMessage claimed(Stored stored, byte[] call, int number, int verdict, long until) {
        int deliveries = Math.min(stored.deliveries() + (verdict == 0 ? 1 : 0), MOST_DELIVERIES);
        byte[] token = ByteBuffer.allocate(LEASE + 2)
                .put(call)
                .putShort((short) deliveries)
                .put((byte) verdict)
                .putShort((short) number)
                .array();
        Lease lease = new Lease(stored.message().key(), HEX.formatHex(token), Instant.ofEpochMilli(until));
        return new ClaimedMessage(stored.message(), lease, stored.retries(), deliveries, stored.failure());
    }

    /** The lease of a message that was handed over. */
    static Lease handedOver(MessageKey key, byte[] token, long until) {
        byte[] bytes = ByteBuffer.allocate(LEASE + 2)
                .put(token)
                .putShort((short) 1)
                .put((byte) 0)
                .putShort((short) 0)
                .array();
        return new Lease(key, HEX.formatHex(bytes), Instant.ofEpochMilli(until));
    }

    /** What the server has for a lease that somebody presents; something that it never has if it is none of ours. */
    static byte[] lease(Lease presented) {
        String token = presented.token();
        if (token.length() == 2 * LEASE + 4 && token.chars().allMatch(HexFormat::isHexDigit)) {
            return HEX.parseHex(token, 0, 2 * LEASE);
        }
        return new byte[LEASE];
    }

    static int deliveriesOf(byte[] lease) {
        return ByteBuffer.wrap(lease).getShort(DELIVERIES_AT) & MOST_DELIVERIES;
    }

    /** The end of a lease that has run out, which is in the lease itself. */
    static long endOf(byte[] overdue) {
        return get6(ByteBuffer.wrap(overdue, LEASE, 6));
    }

    static byte reason(DeathReason reason) {
        return (byte) REASONS.indexOf(reason);
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
        DeathReason reason = REASONS.get(buffer.get());
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
        return ((buffer.getShort() & 0xFFFFL) << 32) | (buffer.getInt() & 0xFFFF_FFFFL);
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
