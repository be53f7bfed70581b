package io.alsek.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Makes lines of what is printed in a child, each thread's on its own, and hands them to the parent. Thread-safe. */
final class CapturedOutput extends OutputStream {

    /** A longer line goes in pieces. */
    private static final int LONGEST_LINE = 8_192;

    private final ParentLink link;
    private final ParentLink.PrintedBy printedBy;
    private final boolean error;
    private final ThreadLocal<ByteArrayOutputStream> lines = ThreadLocal.withInitial(ByteArrayOutputStream::new);

    private CapturedOutput(ParentLink link, ParentLink.PrintedBy printedBy, boolean error) {
        this.link = link;
        this.printedBy = printedBy;
        this.error = error;
    }

    static PrintStream stream(ParentLink link, ParentLink.PrintedBy printedBy, boolean error) {
        return new PrintStream(new CapturedOutput(link, printedBy, error), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int next) throws IOException {
        write(new byte[] {(byte) next}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteArrayOutputStream line = lines.get();
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                send(line);
            } else if (bytes[i] != '\r') {
                line.write(bytes[i]);
                if (line.size() >= LONGEST_LINE) {
                    send(line);
                }
            }
        }
    }

    @Override
    public void flush() throws IOException {
        ByteArrayOutputStream line = lines.get();
        if (line.size() > 0) {
            send(line);
        }
    }

    private void send(ByteArrayOutputStream line) throws IOException {
        byte[] text = line.toByteArray();
        line.reset();
        link.printed(printedBy.get(), error, text);
    }
}
