package io.alsek.message;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/** No waiting at all. */
enum NoBackoff implements Backoff {
    INSTANCE;

    static final String NAME = "none";

    private static final BackoffSettings SETTINGS = new BackoffSettings(NAME, Map.of());

    @Override
    public Duration delay(int incidents, RandomGenerator random) {
        return Duration.ZERO;
    }

    @Override
    public BackoffSettings settings() {
        return SETTINGS;
    }
}
