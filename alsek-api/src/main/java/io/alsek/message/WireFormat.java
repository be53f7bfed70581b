package io.alsek.message;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * How messages become bytes, version {@value #VERSION}.
 *
 * <p>A message is written as one byte with the version, followed by fields of the form tag, length, bytes. Fields that
 * have their default value are left out, so that a plain message costs little more than its payload; the payload itself
 * stands there as its serializer wrote it. Unknown fields are skipped, so that a later release may add some. The parts
 * that a backend must see ({@link MessageHead}) travel beside the body, and are written out only in callbacks, which
 * no backend looks into.
 */
public final class WireFormat {

    /** The version that this release writes, and the only one that it reads. */
    public static final int VERSION = 1;

    private static final int DEEPEST_CHAIN = 1_000;

    private WireFormat() {}

    /** {@return the body of a message: all that is neither in its head nor in its history} */
    public static byte[] encodeBody(Message message) {
        Payload payload = message.payload();
        TagWriter out = new TagWriter(VERSION, 32 + (payload == null ? 0 : payload.bytes().length));
        new BodyWriter(out).write(message);
        return out.toBytes();
    }

    /**
     * Puts a message together from what a backend keeps of it.
     *
     * @throws SerializationException if the body is not one of this version
     */
    public static Message decode(MessageHead head, History history, byte[] body) {
        return decode(head, history, body, DEEPEST_CHAIN);
    }

    private static Message decode(MessageHead head, History history, byte[] body, int deepest) {
        try {
            return new BodyReader(deepest).read(body).toMessage(head, history);
        } catch (IllegalArgumentException | NullPointerException | ArithmeticException | DateTimeException e) {
            throw new SerializationException("The bytes are not a message: " + e.getMessage(), e);
        }
    }

    /** {@return a message with its head, as it travels inside the one before it} */
    static byte[] encodeWhole(Message message) {
        byte[] body = encodeBody(message);
        TagWriter out = new TagWriter(VERSION, body.length + 128);
        out.text(Tag.ID, message.id());
        out.text(Tag.TASK, message.task());
        out.text(Tag.QUEUE, message.queue());
        out.number(Tag.PRIORITY, message.priority());
        out.number(Tag.READY_AT, message.readyAt().toEpochMilli());
        out.bytes(Tag.PAYLOAD, body);
        return out.toBytes();
    }

    /** Reads what {@link #encodeWhole} wrote. */
    static Message decodeWhole(byte[] bytes, int deepest) {
        if (deepest == 0) {
            throw new SerializationException("A chain of more than " + DEEPEST_CHAIN + " callbacks", null);
        }
        String id = "";
        String task = "";
        String queue = "";
        int priority = 0;
        Instant readyAt = Instant.EPOCH;
        byte[] body = {};
        TagReader in = new TagReader(bytes, VERSION);
        while (in.next()) {
            switch (in.tag()) {
                case Tag.ID -> id = in.text();
                case Tag.TASK -> task = in.text();
                case Tag.QUEUE -> queue = in.text();
                case Tag.PRIORITY -> priority = Math.toIntExact(in.number());
                case Tag.READY_AT -> readyAt = Instant.ofEpochMilli(in.number());
                case Tag.PAYLOAD -> body = in.bytes();
                default -> {} // written by a newer release
            }
        }
        return decode(new MessageHead(id, task, queue, priority, readyAt, null), History.NONE, body, deepest);
    }
}
