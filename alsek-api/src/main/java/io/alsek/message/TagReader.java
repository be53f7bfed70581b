package io.alsek.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link TagWriter} wrote. The bytes are untrusted: whatever they are, reading ends in a value or in a
 * {@link SerializationException}. Not thread-safe.
 */
final class TagReader {

    private final byte[] in;
    private int position;
    private int tag;
    private int end;

    TagReader(byte[] in, int version) {
        this.in = in;
        if (in.length == 0) {
            throw new SerializationException("The bytes are not a message: there are none", null);
        }
        if (in[0] != version) {
            throw new SerializationException(
                    "The bytes are not a message of version " + version + " but begin with " + in[0]
                            + (in[0] > version ? "; a newer version may have written them: upgrade this process" : ""),
                    null);
        }
        position = 1;
        end = 1;
    }

    /** Moves to the next field; what was not read of the present one is skipped. */
    boolean next() {
        position = end;
        if (position == in.length) {
            return false;
        }
        tag = in[position++] & 0xFF;
        long length = varint(in.length);
        if (length < 0 || length > in.length - position) {
            throw new SerializationException(
                    "The bytes are not a message: field " + tag + " claims " + length + " bytes, but "
                            + (in.length - position) + " are left",
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

    private long varint(int limit) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= limit) {
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
