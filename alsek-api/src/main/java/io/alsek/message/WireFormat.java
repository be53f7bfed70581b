package io.alsek.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How messages become bytes, version {@value #VERSION}.
 *
 * <p>A message is written as one byte with the version, followed by fields of the form tag, length, bytes. Fields that
 * have their default value are left out, so that a plain message costs little more than its payload; the payload itself
 * stands there as its serializer wrote it. Unknown fields are skipped, so that a later release may add some. The parts
 * that a backend must see ({@link MessageHead}) travel beside the body, and are written out only in callbacks, which
 * no backend looks into.
 *
 * <p>A callback is the last field of the message before it, so a chain is written and read from end to end, without
 * recursion and without a copy for each level.
 */
public final class WireFormat {

    /** The version that this release writes, and the only one that it reads. */
    public static final int VERSION = 1;

    /** The most callbacks that a chain can have. */
    private static final int LONGEST_CHAIN = 1_000;

    private WireFormat() {}

    /**
     * The body of a message: all that is neither in its head nor in its history.
     *
     * @throws SerializationException if JSON cannot express its metadata, or its chain of callbacks is too long
     */
    public static byte[] encodeBody(Message message) {
        Message callback = message.lineage().callback();
        if (callback == null) {
            return bodyWithoutCallback(message).toBytes();
        }
        List<Message> chain = new ArrayList<>();
        chain.add(message);
        for (Message next = callback; next != null; next = next.lineage().callback()) {
            requireChainOf(chain.size());
            chain.add(next);
        }
        return encodeChain(chain);
    }

    /** From the end, because each message says how many bytes come after it. */
    private static byte[] encodeChain(List<Message> chain) {
        Deque<byte[]> parts = new ArrayDeque<>();
        int length = 0;
        for (int i = chain.size() - 1; i >= 0; i--) {
            TagWriter body = bodyWithoutCallback(chain.get(i));
            if (length > 0) {
                body.announce(Tag.CALLBACK, length);
            }
            parts.addFirst(body.toBytes());
            length += parts.getFirst().length;
            if (i > 0) {
                parts.addFirst(head(chain.get(i), length));
                length += parts.getFirst().length;
            }
        }
        byte[] joined = new byte[length];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, position, part.length);
            position += part.length;
        }
        return joined;
    }

    private static TagWriter bodyWithoutCallback(Message message) {
        Payload payload = message.payload();
        TagWriter out = new TagWriter(VERSION, 32 + (payload == null ? 0 : payload.bytes().length));
        new BodyWriter(out).write(message);
        return out;
    }

    /** A callback has its head with it. */
    private static byte[] head(Message callback, int bodyLength) {
        TagWriter out = new TagWriter(VERSION, 128);
        out.text(Tag.ID, callback.id());
        out.text(Tag.TASK, callback.task());
        out.text(Tag.QUEUE, callback.queue());
        out.number(Tag.PRIORITY, callback.priority());
        out.number(Tag.READY_AT, callback.readyAt().toEpochMilli());
        out.announce(Tag.PAYLOAD, bodyLength);
        return out.toBytes();
    }

    /**
     * Puts a message together from what a backend keeps of it.
     *
     * @throws SerializationException if the body is not one of this version
     */
    public static Message decode(MessageHead head, History history, byte[] body) {
        try {
            BodyReader first = new BodyReader().read(new TagReader(body, VERSION));
            return first.toMessage(head, history, decodeCallbacks(first));
        } catch (IllegalArgumentException | NullPointerException | ArithmeticException | DateTimeException e) {
            throw new SerializationException("The bytes are not a message: " + e.getMessage(), e);
        }
    }

    private static @Nullable Message decodeCallbacks(BodyReader first) {
        List<Callback> chain = new ArrayList<>(0);
        for (TagReader next = first.callback(); next != null; ) {
            requireChainOf(chain.size() + 1);
            Callback callback = readCallback(next);
            chain.add(callback);
            next = callback.body.callback();
        }
        Message message = null;
        for (int i = chain.size() - 1; i >= 0; i--) {
            message = chain.get(i).body.toMessage(chain.get(i).head, History.NONE, message);
        }
        return message;
    }

    private static Callback readCallback(TagReader in) {
        String id = "";
        String task = "";
        String queue = "";
        int priority = 0;
        Instant readyAt = Instant.EPOCH;
        BodyReader body = new BodyReader();
        while (in.next()) {
            switch (in.tag()) {
                case Tag.ID -> id = in.text();
                case Tag.TASK -> task = in.text();
                case Tag.QUEUE -> queue = in.text();
                case Tag.PRIORITY -> priority = Math.toIntExact(in.number());
                case Tag.READY_AT -> readyAt = Instant.ofEpochMilli(in.number());
                case Tag.PAYLOAD -> body.read(in.nested());
                default -> {} // written by a newer release
            }
        }
        return new Callback(new MessageHead(id, task, queue, priority, readyAt, null), body);
    }

    private static void requireChainOf(int callbacks) {
        if (callbacks > LONGEST_CHAIN) {
            throw new SerializationException(
                    "A chain can have at most " + LONGEST_CHAIN + " callbacks, but this one has more", null);
        }
    }

    private record Callback(MessageHead head, BodyReader body) {}
}
