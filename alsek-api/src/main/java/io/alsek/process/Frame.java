package io.alsek.process;

/**
 * One piece of what goes through a pipe. On the wire: a mark, the version, the type, the id, the length of the body,
 * the body.
 *
 * @param id the message that is run, or the request that is made; zero if neither
 */
record Frame(FrameType type, long id, byte[] body) {

    /** Begins every frame, so that anything else in the pipe is noticed. */
    static final byte MARK = (byte) 0xA5;

    static final byte VERSION = 1;

    /** The bytes before the body. */
    static final int HEADER = 3 + Long.BYTES + Integer.BYTES;

    private static final byte[] NOTHING = {};

    static Frame empty(FrameType type, long id) {
        return new Frame(type, id, NOTHING);
    }
}
