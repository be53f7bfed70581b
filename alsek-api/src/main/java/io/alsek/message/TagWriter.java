package io.alsek.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes fields as tag, length and bytes; numbers as variable-length integers. Not thread-safe. */
final class TagWriter {

    private final ByteArrayOutputStream out;

    TagWriter(int version, int expectedSize) {
        out = new ByteArrayOutputStream(expectedSize);
        out.write(version);
    }

    void number(int tag, long value) {
        out.write(tag);
        int length = 1;
        for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
            length++;
        }
        out.write(length);
        varint(value);
    }

    void text(int tag, String value) {
        bytes(tag, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int tag, byte[] value) {
        announce(tag, value.length);
        out.write(value, 0, value.length);
    }

    /** Begins a field whose bytes will be put after all that this one has written. */
    void announce(int tag, int length) {
        out.write(tag);
        varint(length);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
