package io.alsek.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads frames from a pipe. For one thread. */
final class FrameInput {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final int longestBody;
    private byte[] buffer = new byte[BUFFER];
    private int position;
    private int end;

    /**
     * @param longestBody more than this is not a frame but a mistake, and is refused before memory is given to it
     */
    FrameInput(InputStream in, int longestBody) {
        this.in = in;
        this.longestBody = longestBody;
    }

    /**
     * Waits for a frame.
     *
     * @return {@code null} at the end of the pipe
     * @throws BrokenFrameException if something else came, too much, or only a part
     */
    @Nullable
    Frame read() throws IOException {
        int header = fill(Frame.HEADER);
        if (header == 0) {
            return null;
        }
        requireMark();
        requireWhole(header, Frame.HEADER, "header");
        ByteBuffer view = ByteBuffer.wrap(buffer, position, Frame.HEADER);
        view.get();
        byte version = view.get();
        if (version != Frame.VERSION) {
            throw new BrokenFrameException("A frame of version " + version + " came, but this process reads version "
                    + Frame.VERSION + "; let parent and child use the same release of Alsek");
        }
        byte code = view.get();
        FrameType type = FrameType.of(code);
        if (type == null) {
            throw new BrokenFrameException("A frame of the unknown type " + code + " came");
        }
        long id = view.getLong();
        int length = view.getInt();
        if (length < 0 || length > longestBody) {
            throw new BrokenFrameException("A frame " + type + " announces " + Integer.toUnsignedLong(length)
                    + " bytes, but at most " + longestBody + " are allowed");
        }
        position += Frame.HEADER;
        return new Frame(type, id, body(length));
    }

    private void requireMark() throws BrokenFrameException {
        if (buffer[position] != Frame.MARK) {
            int shown = Math.min(end - position, 60);
            throw new BrokenFrameException("Something that is no frame came through the pipe; it begins: \""
                    + new String(buffer, position, shown, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".")
                    + "\"");
        }
    }

    private static void requireWhole(int got, int wanted, String what) throws BrokenFrameException {
        if (got < wanted) {
            throw new BrokenFrameException(
                    "The pipe ended within the " + what + " of a frame, after " + got + " of " + wanted + " bytes",
                    true);
        }
    }

    private byte[] body(int length) throws IOException {
        byte[] body = new byte[length];
        int buffered = Math.min(length, end - position);
        System.arraycopy(buffer, position, body, 0, buffered);
        position += buffered;
        int got = buffered + (buffered == length ? 0 : in.readNBytes(body, buffered, length - buffered));
        requireWhole(got, length, "body");
        return body;
    }

    /** Makes sure that so many bytes are buffered; returns how many there are, if the pipe ends before. */
    private int fill(int wanted) throws IOException {
        if (end - position < wanted && buffer.length - position < wanted) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= position;
            position = 0;
        }
        if (position == end) {
            position = 0;
            end = 0;
        }
        while (end - position < wanted) {
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                return end - position;
            }
            end += read;
        }
        return wanted;
    }
}
