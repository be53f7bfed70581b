package io.alsek.process;

import io.alsek.message.ExceptionDetails;
import io.alsek.message.Payload;
import org.jspecify.annotations.Nullable;

/** What became of a message that a child was to run. */
public sealed interface Reply {

    /**
     * The handler returned.
     *
     * @param result what it returned, encoded; {@code null} if nobody wants to have it
     */
    record Returned(@Nullable Payload result) implements Reply {}

    /**
     * The handler, or a hook around it, threw.
     *
     * @param details what
     * @param kind whether the exception has a meaning of its own
     */
    record Threw(ExceptionDetails details, Kind kind) implements Reply {}

    /**
     * The child is gone, and so is whatever it was at.
     *
     * @param exit how it ended
     */
    record Gone(ChildExit exit) implements Reply {}

    /** Exceptions that decide what comes next. */
    enum Kind {
        /** Nothing special. */
        ORDINARY,
        /** There is to be no other attempt. */
        NOT_RETRYABLE,
        /** The input cannot be decoded. */
        UNDECODABLE
    }

    /** {@return what a child sends of a reply} */
    static Frame frame(long id, Reply reply) {
        if (reply instanceof Returned returned) {
            Payload result = returned.result();
            BodyOut out = new BodyOut();
            return new Frame(
                    FrameType.RETURNED,
                    id,
                    result == null
                            ? out.toBytes()
                            : out.text(result.contentType())
                                    .bytes(result.bytes())
                                    .toBytes());
        }
        if (reply instanceof Threw threw) {
            return new Frame(
                    FrameType.THREW,
                    id,
                    new BodyOut()
                            .constant(threw.kind())
                            .text(threw.details().className())
                            .text(threw.details().message())
                            .text(threw.details().stackTrace())
                            .toBytes());
        }
        throw new IllegalArgumentException("Nobody sends " + reply);
    }

    /** {@return what a frame of the types RETURNED and THREW says} */
    static Reply of(Frame frame) throws BrokenFrameException {
        BodyIn in = new BodyIn(frame);
        if (frame.type() == FrameType.RETURNED) {
            return new Returned(frame.body().length == 0 ? null : new Payload(in.text(), in.bytes()));
        }
        Kind kind = in.constant(Kind.class);
        return new Threw(new ExceptionDetails(in.text(), in.textOrNull(), in.text()), kind);
    }
}
