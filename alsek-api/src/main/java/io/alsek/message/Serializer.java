package io.alsek.message;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back.
 *
 * <p>A message says by content type which serializer wrote it, so several may be in use at once, and one can be
 * replaced by another while messages are waiting. Implementations are thread-safe and must be safe on untrusted bytes:
 * what they create is decided by the type asked for, never by the bytes.
 */
public interface Serializer {

    /** The content type of {@link #json()}. */
    String JSON = "json";

    /** The content type of {@link #cbor()}. */
    String CBOR = "cbor";

    /** {@return a short name for the format, written into every message} */
    String contentType();

    /**
     * Encodes a value.
     *
     * @param value the value, or {@code null}
     * @param type the declared type, with its type arguments
     * @throws SerializationException if it cannot be encoded; the message names the type and the path in it
     */
    byte[] serialize(@Nullable Object value, Type type);

    /**
     * Decodes a value. Properties that the type does not know are ignored.
     *
     * @throws SerializationException if the bytes are not a value of the type; the message names the path
     */
    @Nullable
    Object deserialize(byte[] bytes, Type type);

    /** JSON through Jackson. Instants and durations as ISO text; no polymorphic types unless declared on the class. */
    static Serializer json() {
        return JacksonSerializer.JSON_DEFAULT;
    }

    /** CBOR (RFC 8949) through Jackson: the same rules as {@link #json()}, in fewer bytes. */
    static Serializer cbor() {
        return JacksonSerializer.CBOR_DEFAULT;
    }
}
