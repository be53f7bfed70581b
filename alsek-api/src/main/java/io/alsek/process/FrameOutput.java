package io.alsek.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes frames into a pipe. Frames that threads write at the same time go through in one piece: whoever finds others
 * waiting leaves it to the last of them. So whoever writes faster than the pipe is read has to wait. Thread-safe.
 */
final class FrameOutput {

    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final int longestBody;
    private final ReentrantLock writing = new ReentrantLock();

    /** Guarded by the lock, as all that follows. */
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

    FrameOutput(OutputStream out, int longestBody) {
        this.out = out;
        this.longestBody = longestBody;
    }

    /**
     * Writes a frame.
     *
     * @throws IOException if the pipe is closed at its other end; an earlier frame may have been lost then, too
     * @throws IllegalArgumentException if the body is too long; nothing was written
     */
    void write(Frame frame) throws IOException {
        byte[] body = frame.body();
        if (body.length > longestBody) {
            throw new IllegalArgumentException(
                    "A frame " + frame.type() + " can take " + longestBody + " bytes, but this one has " + body.length);
        }
        writing.lock();
        try {
            if (buffer.remaining() < Frame.HEADER + body.length) {
                flush();
            }
            putHeader(frame);
            if (buffer.remaining() < body.length) {
                flush();
                out.write(body);
            } else {
                buffer.put(body);
            }
            if (!writing.hasQueuedThreads()) {
                flush();
                out.flush();
            }
        } finally {
            writing.unlock();
        }
    }

    private void putHeader(Frame frame) {
        buffer.put(Frame.MARK)
                .put(Frame.VERSION)
                .put((byte) frame.type().code())
                .putLong(frame.id())
                .putInt(frame.body().length);
    }

    private void flush() throws IOException {
        int size = buffer.position();
        buffer.clear();
        out.write(buffer.array(), 0, size);
    }
}
