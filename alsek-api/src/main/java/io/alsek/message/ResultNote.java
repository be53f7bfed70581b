package io.alsek.message;

import java.time.Instant;

/**
 * A stored result.
 *
 * @param id the message that it is the result of
 * @param at when it was stored
 * @param payload the encoded result
 */
public record ResultNote(String id, Instant at, Payload payload) {

    /** {@return this note in bytes} */
    public byte[] encode() {
        TagWriter out = new TagWriter(WireFormat.VERSION, 64 + payload.bytes().length);
        out.text(Tag.ID, id);
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
        String id = "";
        Instant at = Instant.EPOCH;
        String contentType = Serializer.JSON;
        byte[] payload = {};
        TagReader in = new TagReader(bytes, WireFormat.VERSION);
        while (in.next()) {
            switch (in.tag()) {
                case Tag.ID -> id = in.text();
                case Tag.CREATED_AT -> at = Instant.ofEpochMilli(in.number());
                case Tag.PAYLOAD_TYPE -> contentType = in.text();
                case Tag.PAYLOAD -> payload = in.bytes();
                default -> {} // written by a newer release
            }
        }
        return new ResultNote(id, at, new Payload(contentType, payload));
    }
}
