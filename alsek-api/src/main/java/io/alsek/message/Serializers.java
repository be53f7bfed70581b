package io.alsek.message;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The serializers of an application: one that writes, and all that may be needed to read. Immutable. */
public final class Serializers {

    private final Serializer writer;
    private final Map<String, Serializer> readers;

    /**
     * Reads JSON, CBOR and whatever is given, and writes with {@code writer}.
     *
     * @param more others that can be read; one of the same content type replaces an earlier one
     */
    public Serializers(Serializer writer, Collection<Serializer> more) {
        this.writer = writer;
        Map<String, Serializer> known = new TreeMap<>();
        known.put(Serializer.JSON, Serializer.json());
        known.put(Serializer.CBOR, Serializer.cbor());
        more.forEach(serializer -> known.put(serializer.contentType(), serializer));
        known.put(writer.contentType(), writer);
        this.readers = known;
    }

    /** {@return the serializer that writes unless a task has its own} */
    public Serializer writer() {
        return writer;
    }

    /**
     * Decodes a payload with the serializer that it names.
     *
     * @throws SerializationException if there is none of that name, or if it cannot decode the bytes
     */
    public @Nullable Object read(Payload payload, Type type) {
        Serializer reader = readers.get(payload.contentType());
        if (reader == null) {
            throw new SerializationException(
                    "No serializer for the content type \"" + payload.contentType() + "\"; known are "
                            + readers.keySet() + ". Add it to the builder of Alsek",
                    null);
        }
        try {
            return reader.deserialize(payload.bytes(), type);
        } catch (SerializationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SerializationException(
                    "The serializer for \"" + payload.contentType() + "\" cannot read a " + type.getTypeName() + ": "
                            + e,
                    e);
        }
    }
}
