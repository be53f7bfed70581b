package io.alsek.memory;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What several backends may share: the namespaces, and the clock by which all of them go. */
final class MemoryStorage {

    /** Millisecond precision. */
    final InstantSource clock;

    private final Tokens tokens;
    private final int rememberedIds;
    private final ConcurrentMap<String, Namespace> namespaces = new ConcurrentHashMap<>();

    MemoryStorage(InstantSource source, Tokens tokens, int rememberedIds) {
        this.clock = new WholeMillis(source);
        this.tokens = tokens;
        this.rememberedIds = rememberedIds;
    }

    Namespace namespace(String name) {
        return namespaces.computeIfAbsent(name, key -> new Namespace(clock, tokens, rememberedIds));
    }
}
