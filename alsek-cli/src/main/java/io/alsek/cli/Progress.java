package io.alsek.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far the demo is: a bar on a terminal, plain lines elsewhere, nothing for machines. */
interface Progress extends AutoCloseable {

    /** One more file is done. */
    void step();

    @Override
    void close();

    /** Whatever suits the place where the output goes. */
    static Progress of(int files, boolean silent, PrintWriter err) {
        if (silent) {
            return new Silence();
        }
        return Boolean.getBoolean("alsek.terminal") ? new Bar(files) : new Lines(files, err);
    }

    /** Says nothing. */
    final class Silence implements Progress {
        @Override
        public void step() {}

        @Override
        public void close() {}
    }

    /** Draws a bar on the terminal. */
    final class Bar implements Progress {

        private final ProgressBar bar;

        Bar(int files) {
            bar = new ProgressBarBuilder()
                    .setTaskName("Indexing")
                    .setInitialMax(files)
                    .setUnit(" files", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .build();
        }

        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Writes a line at every fifth part. */
    final class Lines implements Progress {

        private static final int PARTS = 5;

        private final int files;
        private final PrintWriter err;
        private int done;
        private int partsTold;

        Lines(int files, PrintWriter err) {
            this.files = files;
            this.err = err;
        }

        @Override
        public void step() {
            done++;
            int parts = (int) ((long) done * PARTS / files);
            if (parts > partsTold) {
                partsTold = parts;
                err.println("Indexed " + done + " of " + files + " files");
            }
        }

        @Override
        public void close() {}
    }
}
