package io.alsek.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** A line for every tenth of the files, for logs and pipes. */
final class PlainLines implements Progress {

    private static final int LINES = 10;

    private final PrintWriter out;
    private final int files;
    private int done;

    PlainLines(PrintWriter out, int files) {
        this.out = out;
        this.files = files;
    }

    @Override
    public synchronized void step() {
        done++;
        if (tenths(done) > tenths(done - 1)) {
            out.println(String.format(Locale.ROOT, "%,d of %,d files", done, files));
            out.flush();
        }
    }

    private long tenths(int number) {
        return (long) number * LINES / files;
    }

    @Override
    public void close() {}
}
