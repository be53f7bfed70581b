package io.alsek.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Reads what a child writes to its standard error behind Java's back, and remembers the last of it. */
final class ChildErrors implements Runnable {

    private static final int LONGEST_LINE = 8_192;

    private static final int MOST_LINES = 8;

    private static final int MOST_CHARACTERS = 300;

    private final InputStream in;
    private final Consumer<String> onLine;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    /** Guarded by itself. */
    private final Deque<String> last = new ArrayDeque<>();

    ChildErrors(InputStream in, Consumer<String> onLine) {
        this.in = in;
        this.onLine = onLine;
    }

    @Override
    public void run() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] chunk = new byte[LONGEST_LINE];
        try {
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                for (int i = 0; i < length; i++) {
                    if (chunk[i] == '\n' || line.size() == LONGEST_LINE) {
                        ended(line);
                    }
                    if (chunk[i] != '\n' && chunk[i] != '\r') {
                        line.write(chunk[i]);
                    }
                }
            }
        } catch (IOException e) {
            line.writeBytes(("(" + e.getMessage() + ")").getBytes(StandardCharsets.UTF_8));
        } finally {
            if (line.size() > 0) {
                ended(line);
            }
            done.complete(true);
        }
    }

    private void ended(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        synchronized (last) {
            if (last.size() == MOST_LINES) {
                last.removeFirst();
            }
            last.addLast(text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text);
        }
        onLine.accept(text);
    }

    /** Completes at the end of what is written. */
    CompletableFuture<Boolean> done() {
        return done;
    }

    String lastWords() {
        synchronized (last) {
            return String.join(" / ", last);
        }
    }
}
