package io.alsek.process;

import org.jspecify.annotations.Nullable;

/** What a frame is for. The codes go on the wire and are never reused. */
enum FrameType {
    /** To the child, first of all: who it is and what it is to load. */
    SETUP(1),
    /** To the child: run a message. */
    RUN(2),
    /** To the child: a message is to stop. */
    CANCEL(3),
    /** To the child: the answer to what it asked. */
    ANSWER(4),
    /** To the child: what it asked for failed. */
    REFUSAL(5),
    /** To the child: a note on a channel that it listens to. */
    NOTE(6),
    /** From the child: it is ready, and knows these tasks. */
    READY(16),
    /** From the child: it cannot start. */
    UNFIT(17),
    /** From the child: a handler returned. */
    RETURNED(18),
    /** From the child: a handler threw. */
    THREW(19),
    /** From the child: a request to the backend. */
    ASK(20),
    /** From the child: a line that was printed. */
    PRINTED(21);

    private static final FrameType[] BY_CODE = new FrameType[32];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static @Nullable FrameType of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
