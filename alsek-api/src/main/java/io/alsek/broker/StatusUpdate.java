package io.alsek.broker;

import io.alsek.event.TaskStatus;
import io.alsek.message.Message;
import io.alsek.message.StatusNote;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a message's status, as it is stored and published.
 *
 * @param status the new status
 * @param at when it took effect; stored to the millisecond
 * @param queue the message's queue
 * @param task the message's task
 * @param details more about it, such as progress or the failure; what JSON can express, {@code null} if nothing
 */
public record StatusUpdate(
        TaskStatus status,
        Instant at,
        String queue,
        String task,
        @Nullable Object details) {

    /** Their places are how they are stored, and keep their meaning for ever. */
    private static final List<TaskStatus> CODES = List.of(
            TaskStatus.SUBMITTED,
            TaskStatus.RUNNING,
            TaskStatus.RETRYING,
            TaskStatus.FAILED,
            TaskStatus.SUCCEEDED,
            TaskStatus.UNKNOWN);

    static StatusUpdate of(Message message, TaskStatus status, Instant at, @Nullable Object details) {
        return new StatusUpdate(status, at, message.queue(), message.task(), details);
    }

    byte[] encode() {
        return new StatusNote(CODES.indexOf(status), at, queue, task, details).encode();
    }

    static StatusUpdate decode(byte[] bytes) {
        StatusNote note = StatusNote.decode(bytes);
        boolean known = note.code() >= 0 && note.code() < CODES.size();
        TaskStatus status = known ? CODES.get(note.code()) : TaskStatus.UNKNOWN;
        return new StatusUpdate(status, note.at(), note.queue(), note.task(), note.details());
    }
}
