package io.alsek.process;

import org.jspecify.annotations.Nullable;

/** Takes what child processes print, line by line. Must be thread-safe, and return soon: the child waits for it. */
@FunctionalInterface
public interface ProcessOutput {

    /**
     * A line was printed.
     *
     * @param line the line, and where it comes from
     */
    void printed(Line line);

    /**
     * A line of text.
     *
     * @param pid the process that printed it
     * @param messageId the message whose handler printed it; {@code null} if it cannot be told
     * @param task the message's task; {@code null} as before
     * @param error whether it went to standard error
     * @param text the line, without its end; a very long one comes in pieces
     */
    record Line(
            long pid, @Nullable String messageId, @Nullable String task, boolean error, String text) {}
}
