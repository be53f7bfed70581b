package com.example.quickstart;

import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;

/** The way to the queue, for everybody who submits. */
public final class Connection {

    private static final String DEFAULT = "redis://localhost:6379";

    private Connection() {}

    /** Nothing is connected before it is needed. */
    public static Alsek open() {
        String url = System.getenv().getOrDefault("ALSEK_REDIS", DEFAULT); // the command line knows it by this name, too
        return Alsek.on(RedisBackend.builder().url(url).build());
    }
}
