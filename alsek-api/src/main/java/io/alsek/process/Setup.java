package io.alsek.process;

import io.alsek.broker.BrokerSettings;
import io.alsek.message.Serializer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a child must know before it can run anything.
 *
 * @param pool the name of its pool
 * @param providers the classes that supply its tasks
 * @param initializer the class of what is to run first; {@code null} = nothing
 * @param threads how many messages it runs at once
 * @param contentType of the serializer that writes
 * @param backend what its parent's backend is like
 * @param settings the rules of its parent's broker
 */
public record Setup(
        String pool,
        List<String> providers,
        @Nullable String initializer,
        int threads,
        String contentType,
        Traits backend,
        BrokerSettings settings) {

    /**
     * What a backend is like.
     *
     * @param namespace its namespace
     * @param events whether it can publish and subscribe
     * @param locks whether it has locks
     * @param resultsElsewhere whether results are on another one
     * @param host the name of this host, for the owners of locks
     */
    public record Traits(String namespace, boolean events, boolean locks, boolean resultsElsewhere, String host) {}

    byte[] encode() {
        return Serializer.cbor().serialize(this, Setup.class);
    }

    static Setup decode(Frame frame) {
        Object setup = Serializer.cbor().deserialize(frame.body(), Setup.class);
        if (setup == null) {
            throw new IllegalStateException("An empty setup came");
        }
        return (Setup) setup;
    }
}
