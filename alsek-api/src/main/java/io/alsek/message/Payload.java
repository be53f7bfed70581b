package io.alsek.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An encoded value: bytes, and the content type of the serializer that can read them.
 *
 * @param contentType {@link Serializer#contentType()} of whoever wrote it
 * @param bytes not to be modified
 */
public record Payload(String contentType, byte[] bytes) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Payload that
                && contentType.equals(that.contentType)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * contentType.hashCode() + Arrays.hashCode(bytes);
    }

    /** The text, if it is short JSON; otherwise type and size. */
    @Override
    public String toString() {
        return contentType.equals(Serializer.JSON) && bytes.length <= 200
                ? new String(bytes, StandardCharsets.UTF_8)
                : "<" + bytes.length + " bytes of " + contentType + ">";
    }
}
