package io.alsek.process;

import java.io.IOException;

/** What came through a pipe is no frame. Nothing after it can be understood, either. */
final class BrokenFrameException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean truncation;

    BrokenFrameException(String message) {
        this(message, false);
    }

    /**
     * @param truncation whether nothing is wrong but that the pipe ended too early, as when a process dies
     */
    BrokenFrameException(String message, boolean truncation) {
        super(message);
        this.truncation = truncation;
    }

    boolean isTruncation() {
        return truncation;
    }
}
