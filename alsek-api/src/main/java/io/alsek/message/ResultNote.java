package io.alsek.message;

import java.time.Instant;

/**
 * A stored result. It lies under the id of its message, which it therefore need not name.
 *
 * @param at when it was stored
 * @param payload the encoded result
 */
public record ResultNote(Instant at, Payload payload) {

    /** {@return this note in bytes} */
    public byte[] encode() {
        TagWriter out = new TagWriter(WireFormat.VERSION, 32 + payload.bytes().length);
        out.number(Tag.CREATED_AT, at.toEpochMilli());
        if (!payload.contentType().equals(Serializer.JSON)) {
            out.text(Tag.PAYLOAD_TYPE, payload.contentType());
        }
        out.bytes(Tag.PAYLOAD, payload.bytes());
        return out.toBytes();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws SerializationException if the bytes are something else
     */
    public static ResultNote decode(byte[] bytes) {
        Instant at = Instant.EPOCH;
        String contentType = Serializer.JSON;
        byte[] payload = {};
        TagReader in = new TagReader(bytes, WireFormat.VERSION);
        while (in.next()) {
            switch (in.tag()) {
                case Tag.CREATED_AT -> at = Instant.ofEpochMilli(in.number());
                case Tag.PAYLOAD_TYPE -> contentType = in.text();
                case Tag.PAYLOAD -> payload = in.bytes();
                default -> {} // written by a newer release
            }
        }
        return new ResultNote(at, new Payload(contentType, payload));
    }
}
