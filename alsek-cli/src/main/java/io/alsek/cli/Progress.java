package io.alsek.cli;

import java.io.PrintWriter;

/** Shows how far the work is. Thread-safe. */
interface Progress extends AutoCloseable {

    /** Set by the launcher, which can tell; Java cannot before version 22. */
    String TERMINAL = "alsek.terminal";

    /** One more file is through. */
    void step();

    @Override
    void close();

    /** A bar on a terminal, plain lines elsewhere. */
    static Progress on(PrintWriter out, int files) {
        return Boolean.getBoolean(TERMINAL) ? new BarOnTerminal(files) : new PlainLines(out, files);
    }

    /** Shows nothing. */
    static Progress none() {
        return new Progress() {
            @Override
            public void step() {}

            @Override
            public void close() {}
        };
    }
}
