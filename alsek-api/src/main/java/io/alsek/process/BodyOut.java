package io.alsek.process;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the body of a frame, field by field. Not thread-safe. */
final class BodyOut {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final DataOutputStream out = new DataOutputStream(bytes);

    BodyOut number(long value) {
        try {
            out.writeLong(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return this;
    }

    BodyOut bytes(byte @Nullable [] value) {
        try {
            out.writeInt(value == null ? -1 : value.length);
            if (value != null) {
                out.write(value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // as above
        }
        return this;
    }

    BodyOut text(@Nullable String value) {
        return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** By name, so that no order of constants matters. */
    BodyOut constant(Enum<?> value) {
        return text(value.name());
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
