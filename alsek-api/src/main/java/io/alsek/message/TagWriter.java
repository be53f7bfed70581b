package io.alsek.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes fields as tag, length and bytes; numbers as variable-length integers. Not thread-safe. */
final class TagWriter {

    // Not a ByteArrayOutputStream, which takes a lock for every byte.
    private byte[] out;
    private int size;

    TagWriter(int version, int expectedSize) {
        out = new byte[expectedSize];
        put(version);
    }

    private void put(int next) {
        if (size == out.length) {
            out = Arrays.copyOf(out, 2 * size + 1);
        }
        out[size++] = (byte) next;
    }

    void number(int tag, long value) {
        put(tag);
        int length = 1;
        for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
            length++;
        }
        put(length);
        varint(value);
    }

    void text(int tag, String value) {
        bytes(tag, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int tag, byte[] value) {
        announce(tag, value.length);
        if (value.length > out.length - size) {
            out = Arrays.copyOf(out, size + Math.max(size, value.length));
        }
        System.arraycopy(value, 0, out, size, value.length);
        size += value.length;
    }

    /** Begins a field whose bytes will be put after all that this one has written. */
    void announce(int tag, int length) {
        put(tag);
        varint(length);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
    }

    /** Ends the writing; the bytes may be the writer's own. */
    byte[] toBytes() {
        return size == out.length ? out : Arrays.copyOf(out, size);
    }
}
