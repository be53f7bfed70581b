package io.alsek.redis;

import io.alsek.spi.ValueStore;
import java.nio.ByteBuffer;

/**
 * Where a value lies among all values: in which field of their hash, and in which of the two parts of its entry. Status
 * and result of a message are the two parts of one entry, because they are written together; see {@code values.lua}.
 *
 * @param kind what the name is of
 * @param name the message's id, or the value's whole key
 * @param isStatus whether it is the first part
 */
record ValueField(char kind, String name, boolean isStatus) {

    private static final char OF_MESSAGE = 'm';
    private static final char OTHER = 'v';
    private static final int LENGTH = 2;

    /** Where the value of a key lies. */
    static ValueField of(String key) {
        if (key.startsWith(ValueStore.STATUS)) {
            return new ValueField(OF_MESSAGE, key.substring(ValueStore.STATUS.length()), true);
        }
        if (key.startsWith(ValueStore.RESULT)) {
            return new ValueField(OF_MESSAGE, key.substring(ValueStore.RESULT.length()), false);
        }
        return new ValueField(OTHER, key, false);
    }

    /** {@return the key of the value that lies in this part of a field} */
    static String key(byte[] field, char part) {
        ByteBuffer bytes = ByteBuffer.wrap(field, LENGTH, field.length - LENGTH);
        char kind = (char) bytes.get();
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        String name = Names.ofId(rest);
        if (kind == OTHER) {
            return name;
        }
        return (part == 'a' ? ValueStore.STATUS : ValueStore.RESULT) + name;
    }

    /** The letter by which scripts know the part. */
    char part() {
        return isStatus ? 'a' : 'b';
    }

    /** Whether both lie in the same field. */
    boolean isBeside(ValueField other) {
        return kind == other.kind && isStatus != other.isStatus && name.equals(other.name);
    }

    /** The field: the length of what follows, kind and name. */
    byte[] bytes() {
        byte[] rest = Names.id(name);
        return ByteBuffer.allocate(LENGTH + 1 + rest.length)
                .putShort((short) (1 + rest.length))
                .put((byte) kind)
                .put(rest)
                .array();
    }
}
