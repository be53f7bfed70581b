package io.alsek.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link TagWriter} wrote. The bytes are untrusted: whatever they are, reading ends in a value or in a
 * {@link SerializationException}. Not thread-safe.
 */
final class TagReader {

    private final byte[] in;
    private final int limit;
    private final int version;
    private int position;
    private int tag;
    private int end;

    TagReader(byte[] in, int version) {
        this(in, 0, in.length, version);
    }

    private TagReader(byte[] in, int from, int limit, int version) {
        this.in = in;
        this.limit = limit;
        this.version = version;
        if (from == limit) {
            throw new SerializationException("The bytes are not a message: there are none", null);
        }
        int found = in[from] & 0xFF;
        if (found != version) {
            throw new SerializationException(
                    "The bytes are not a message of version " + version + " but begin with " + found
                            + (found > version ? "; a newer version may have written them: upgrade this process" : ""),
                    null);
        }
        position = from + 1;
        end = position;
    }

    /** Moves to the next field; what was not read of the present one is skipped. */
    boolean next() {
        position = end;
        if (position == limit) {
            return false;
        }
        tag = in[position++] & 0xFF;
        long length = varint(limit);
        if (length < 0 || length > limit - position) {
            throw new SerializationException(
                    "The bytes are not a message: field " + tag + " claims " + Long.toUnsignedString(length)
                            + " bytes, but " + (limit - position) + " are left",
                    null);
        }
        end = position + (int) length;
        return true;
    }

    int tag() {
        return tag;
    }

    long number() {
        return varint(end);
    }

    String text() {
        return new String(in, position, end - position, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return Arrays.copyOfRange(in, position, end);
    }

    /** Reads the present field as fields of its own, in place. */
    TagReader nested() {
        return new TagReader(in, position, end, version);
    }

    private long varint(int bound) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= bound) {
                break;
            }
            byte next = in[position++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new SerializationException("The bytes are not a message: a number does not end", null);
    }
}
