package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ChannelListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Listens to a channel and remembers what it heard. */
final class Ear implements ChannelListener {

    private final Duration patience;
    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();

    /**
     * An ear that has heard nothing yet.
     *
     * @param patience how long a note may take
     */
    Ear(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void onMessage(byte[] payload) {
        heard.add(payload);
    }

    /** Waits for the next note, which must come. */
    byte[] nextBytes() {
        try {
            byte[] next = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("No note arrived within " + patience);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for a note", e);
        }
    }

    String next() {
        return new String(nextBytes(), UTF_8);
    }

    /** Waits for so many notes. */
    List<String> next(int notes) {
        List<String> all = new ArrayList<>();
        for (int number = 0; number < notes; number++) {
            all.add(next());
        }
        return all;
    }

    /** Makes sure that nothing is left that was not asked for. */
    void heardNothingElse() {
        assertThat(heard.stream().map(note -> new String(note, UTF_8)))
                .as("notes that should not have been heard")
                .isEmpty();
    }
}
