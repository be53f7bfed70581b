package io.alsek.redis;

import io.alsek.spi.ValueWrite;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written to one entry at once: one value, or the status and the result of a message. See {@code values.lua}.
 *
 * @param field where the entry lies
 * @param status the first part, if it is written
 * @param other the second part, if it is written
 * @param statusFirst whether the status came first
 */
record EntryWrite(
        ValueField field,
        @Nullable ValueWrite status,
        @Nullable ValueWrite other,
        boolean statusFirst) {

    private static final int HEAD = 2 * (1 + 6);
    private static final int LENGTH = 3;
    private static final byte[] NOTHING = {};

    /** Puts together what lies in the same field and is written one after the other. */
    static List<EntryWrite> of(List<ValueWrite> writes) {
        List<EntryWrite> entries = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            ValueWrite write = writes.get(i);
            ValueField field = ValueField.of(write.key());
            boolean together = i + 1 < writes.size()
                    && field.isBeside(ValueField.of(writes.get(i + 1).key()));
            ValueWrite beside = together ? writes.get(++i) : null;
            entries.add(
                    field.isStatus()
                            ? new EntryWrite(field, write, beside, true)
                            : new EntryWrite(field, beside, write, false));
        }
        return entries;
    }

    /** Condition and time to live of each part. */
    byte[] head() {
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        put(head, status);
        put(head, other);
        return head.array();
    }

    private static void put(ByteBuffer head, @Nullable ValueWrite write) {
        head.put(write == null ? 0 : condition(write.condition()));
        Duration ttl = write == null ? null : write.ttl();
        // All ones mean "what is left"; a time to live that long is cut by a millisecond, and then means for ever.
        Records.put6(head, ttl == null ? Millis.NEVER : Math.min(Millis.of(ttl), Millis.NEVER - 1));
    }

    private static byte condition(ValueWrite.Condition condition) {
        return (byte)
                switch (condition) {
                    case ALWAYS -> '*';
                    case IF_ABSENT -> 'A';
                    case IF_PRESENT -> 'P';
                };
    }

    /** The length of the first part, and both. */
    byte[] piece() {
        byte[] first = status == null ? NOTHING : status.value();
        byte[] second = other == null ? NOTHING : other.value();
        if (first.length >= 1 << (LENGTH * Byte.SIZE)) {
            throw new IllegalArgumentException("The status under \"" + field.name() + "\" has " + first.length
                    + " bytes; " + ((1 << (LENGTH * Byte.SIZE)) - 1) + " is the most");
        }
        return ByteBuffer.allocate(LENGTH + first.length + second.length)
                .put((byte) (first.length >>> 16))
                .putShort((short) first.length)
                .put(first)
                .put(second)
                .array();
    }

    /** How many values it writes. */
    int size() {
        return status != null && other != null ? 2 : 1;
    }
}
