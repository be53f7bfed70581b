package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The server's clock, as near as it can be told from here: this machine's, corrected by what the server said within the
 * last half minute. While the server cannot be reached the last correction stands. It is never ahead of the server's, or
 * what is ready now would have to wait; it is behind by as much as an answer takes.
 */
final class ServerClock implements InstantSource {

    private static final Script TIME = new Script("servertime", "time");
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final int SAMPLES = 3;

    private final Space space;
    private final InstantSource local = InstantSource.system();

    private volatile long offset;
    private volatile long askAt;

    ServerClock(Space space) {
        this.space = space;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        long now = local.millis();
        if (now >= askAt || now < askAt - 2 * FRESH.toMillis()) {
            ask(now);
        }
        return local.millis() + offset;
    }

    /** Several may ask at the same time; their answers are as good as each other. */
    private void ask(long now) {
        askAt = now + FRESH.toMillis(); // first, so that an outage is not asked through by every call
        try {
            long best = Long.MIN_VALUE;
            for (int i = 0; i < SAMPLES; i++) {
                long server = (Long) space.link().run(TIME, List.of(space.keys().format()), List.of(new byte[0]));
                best = Math.max(best, server - local.millis());
            }
            offset = best;
        } catch (BackendException e) {
            askAt = now + 1_000;
        }
    }
}
