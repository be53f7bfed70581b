package com.example.quickstart;

import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;

/** The way to the queue, for everybody who submits. */
public final class Connection {

    private static final String DEFAULT = "redis://localhost:6379";

    private Connection() {}

    /** Nothing is connected before it is needed. */
    public static Alsek open() {
        // The command line knows this variable, too.
        String url = System.getenv().getOrDefault("ALSEK_REDIS", DEFAULT);
        return Alsek.on(RedisBackend.builder().url(url).build());
    }
}
