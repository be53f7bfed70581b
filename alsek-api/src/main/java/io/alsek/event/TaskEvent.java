package io.alsek.event;

import io.alsek.message.ExceptionDetails;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import java.time.Instant;

/**
 * Something that happened to a message, told after it took effect, by the process that brought it about.
 *
 * <p>New cases may be added; treat those that you do not know as of no concern.
 */
public sealed interface TaskEvent {

    /** {@return the message, as it was at that moment} */
    Message message();

    /** {@return when} */
    Instant at();

    /** A message was accepted; {@code at} is when. */
    record Submitted(Message message, Instant at) implements TaskEvent {}

    /** A message was refused because its id is taken. */
    record Duplicate(Message message, Instant at) implements TaskEvent {}

    /**
     * A worker began an attempt.
     *
     * @param message the message
     * @param at when
     * @param worker the worker's name
     */
    record Started(Message message, Instant at, String worker) implements TaskEvent {}

    /**
     * An attempt succeeded, and the message is done.
     *
     * @param message the message
     * @param at when
     * @param worker the worker's name
     */
    record Succeeded(Message message, Instant at, String worker) implements TaskEvent {}

    /**
     * An attempt failed, and there will be another.
     *
     * @param message the message as it waits now, with the failure in its history
     * @param at when
     * @param readyAt when the next attempt is due
     */
    record Retrying(Message message, Instant at, Instant readyAt) implements TaskEvent {}

    /**
     * A message died: it will not be run any more.
     *
     * @param message the message, as far as it could be read
     * @param at when
     * @param reason why
     * @param failure what was the matter
     */
    record Failed(Message message, Instant at, DeathReason reason, ExceptionDetails failure) implements TaskEvent {}

    /** A message was removed without a trace. */
    record Removed(Message message, Instant at) implements TaskEvent {}

    /** A worker gave a message back unfinished; no attempt is counted. */
    record Released(Message message, Instant at) implements TaskEvent {}

    /** A worker lost a message: its lease ran out, or the message was revoked, and what it did does not count. */
    record LeaseLost(Message message, Instant at) implements TaskEvent {}
}
