package io.alsek.process;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the body of a frame, field by field. Not thread-safe. */
final class BodyIn {

    private final FrameType type;
    private final ByteBuffer in;

    BodyIn(Frame frame) {
        type = frame.type();
        in = ByteBuffer.wrap(frame.body());
    }

    long number() throws BrokenFrameException {
        try {
            return in.getLong();
        } catch (BufferUnderflowException e) {
            throw tooShort();
        }
    }

    byte @Nullable [] bytesOrNull() throws BrokenFrameException {
        try {
            int length = in.getInt();
            if (length == -1) {
                return null;
            }
            if (length < 0 || length > in.remaining()) {
                throw tooShort();
            }
            byte[] value = new byte[length];
            in.get(value);
            return value;
        } catch (BufferUnderflowException e) {
            throw tooShort();
        }
    }

    byte[] bytes() throws BrokenFrameException {
        byte[] value = bytesOrNull();
        if (value == null) {
            throw tooShort();
        }
        return value;
    }

    @Nullable
    String textOrNull() throws BrokenFrameException {
        byte[] value = bytesOrNull();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    String text() throws BrokenFrameException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    <E extends Enum<E>> E constant(Class<E> of) throws BrokenFrameException {
        String name = text();
        try {
            return Enum.valueOf(of, name);
        } catch (IllegalArgumentException e) {
            throw new BrokenFrameException("The body of a frame " + type + " names the unknown " + of.getSimpleName()
                    + " \"" + name + "\"; let parent and child use the same release of Alsek");
        }
    }

    private BrokenFrameException tooShort() {
        return new BrokenFrameException("The body of a frame " + type + " of " + in.capacity()
                + " bytes lacks a field; let parent and child use the same release of Alsek");
    }
}
