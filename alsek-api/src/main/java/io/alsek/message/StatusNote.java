package io.alsek.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored status.
 *
 * @param code stands for the status itself; a number keeps its meaning for ever
 * @param at when it took effect; kept to the millisecond
 * @param queue the message's queue
 * @param task the message's task
 * @param details more about it; what JSON can express, {@code null} if nothing
 */
public record StatusNote(
        int code,
        Instant at,
        String queue,
        String task,
        @Nullable Object details) {

    /**
     * {@return this note in bytes}
     *
     * @throws SerializationException if JSON cannot express the details
     */
    public byte[] encode() {
        byte[] json = details == null ? new byte[0] : Serializer.json().serialize(details, Object.class);
        TagWriter out = new TagWriter(WireFormat.VERSION, 32 + queue.length() + task.length() + json.length);
        out.number(Tag.STATUS, code);
        out.number(Tag.CREATED_AT, at.toEpochMilli());
        out.text(Tag.QUEUE, queue);
        out.text(Tag.TASK, task);
        if (json.length > 0) {
            out.bytes(Tag.DETAILS, json);
        }
        return out.toBytes();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws SerializationException if the bytes are something else
     */
    public static StatusNote decode(byte[] bytes) {
        int code = -1;
        Instant at = Instant.EPOCH;
        String queue = "";
        String task = "";
        Object details = null;
        TagReader in = new TagReader(bytes, WireFormat.VERSION);
        while (in.next()) {
            switch (in.tag()) {
                case Tag.STATUS -> code = (int) in.number();
                case Tag.CREATED_AT -> at = Instant.ofEpochMilli(in.number());
                case Tag.QUEUE -> queue = in.text();
                case Tag.TASK -> task = in.text();
                case Tag.DETAILS -> details = Serializer.json().deserialize(in.bytes(), Object.class);
                default -> {} // written by a newer release
            }
        }
        return new StatusNote(code, at, queue, task, details);
    }
}
