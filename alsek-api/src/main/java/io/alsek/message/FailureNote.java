package io.alsek.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt leaves with its message.
 *
 * @param details the exception
 * @param at when it happened
 */
public record FailureNote(ExceptionDetails details, Instant at) {

    /** Cuts off what is finer than a millisecond. */
    public FailureNote {
        at = Millis.floor("at", at);
    }

    /** {@return this note in bytes} */
    public byte[] encode() {
        TagWriter out =
                new TagWriter(WireFormat.VERSION, 64 + details.stackTrace().length());
        out.number(Tag.FAILED_AT, at.toEpochMilli());
        out.text(Tag.FAILURE_CLASS, details.className());
        String message = details.message();
        if (message != null) {
            out.text(Tag.FAILURE_MESSAGE, message);
        }
        out.text(Tag.FAILURE_TRACE, details.stackTrace());
        return out.toBytes();
    }

    /**
     * Reads what {@link #encode} wrote. Never fails: bytes that are something else become a note that says so, because
     * a damaged note is no reason to lose the message that it belongs to.
     */
    public static FailureNote decode(byte[] bytes) {
        String className = "unknown";
        @Nullable String message = null;
        String trace = "";
        Instant at = Instant.EPOCH;
        try {
            TagReader in = new TagReader(bytes, WireFormat.VERSION);
            while (in.next()) {
                switch (in.tag()) {
                    case Tag.FAILED_AT -> at = instant(in.number());
                    case Tag.FAILURE_CLASS -> className = in.text();
                    case Tag.FAILURE_MESSAGE -> message = in.text();
                    case Tag.FAILURE_TRACE -> trace = in.text();
                    default -> {} // written by a newer release
                }
            }
        } catch (SerializationException e) {
            message = "(unreadable failure note: " + e.getMessage() + ")";
        }
        return new FailureNote(new ExceptionDetails(className, message, trace), at);
    }

    private static Instant instant(long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        return Millis.isInRange(instant) ? instant : Instant.EPOCH;
    }
}
