package io.alsek.broker;

import io.alsek.event.TaskStatus;
import io.alsek.lock.LinkedLocks;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.LinkedLock;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.ResultNote;
import io.alsek.message.Tracking;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.LockChange;
import io.alsek.spi.Publication;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes along with each transition of a message: its stored status and result, its successor, and the notes to
 * those who wait. The only place that knows the keys and channels. Immutable.
 */
public final class Transitions {

    /** On this channel goes the id of every revoked message, so that its worker stops soon. */
    public static final String REVOCATIONS = "revocations";

    private final Duration statusTtl;
    private final boolean resultsBesideMessages;

    /**
     * @param statusTtl how long a status is kept, counted from submission
     * @param resultsBesideMessages whether results share the messages' backend, and so their atomic operations
     */
    Transitions(Duration statusTtl, boolean resultsBesideMessages) {
        this.statusTtl = statusTtl;
        this.resultsBesideMessages = resultsBesideMessages;
    }

    static String statusKey(String id) {
        return ValueStore.STATUS + id;
    }

    static String resultKey(String id) {
        return ValueStore.RESULT + id;
    }

    static String idOfResult(String key) {
        return key.substring(ValueStore.RESULT.length());
    }

    static String channel(String id) {
        return "message:" + id;
    }

    /** The message is accepted. */
    public Effects submitted(Message message) {
        return status(message, TaskStatus.SUBMITTED, message.timing().createdAt(), null, statusTtl);
    }

    /** A worker is at it, or got further with it. */
    public Effects running(Message message, Instant now, @Nullable Object details) {
        Effects status = status(message, TaskStatus.RUNNING, now, details, null);
        LockChange renewal = LinkedLocks.renewal(message, now);
        return renewal == null
                ? status
                : new Effects(status.values(), List.of(), status.publications(), List.of(renewal));
    }

    /** The message is done, for somebody who does not care for statuses and results. */
    public Effects acknowledged(Message message) {
        return releasing(message, Effects.NONE);
    }

    /** The end of a message is the end of its hold on a lock. */
    private static Effects releasing(Message message, Effects effects) {
        LinkedLock lock = message.linkedLock();
        if (lock == null) {
            return effects;
        }
        List<Publication> publications = new ArrayList<>(effects.publications());
        publications.add(LinkedLocks.freed(lock));
        List<LockChange> changes = List.of(LinkedLocks.release(message, lock));
        return new Effects(effects.values(), effects.successors(), publications, changes);
    }

    /** The attempt failed, and there will be another. */
    public Effects retrying(Message message, Instant now, ExceptionDetails failure) {
        return status(message, TaskStatus.RETRYING, now, failureDetails("RETRY", failure), null);
    }

    /** The message is dead. */
    public Effects failed(Message message, Instant now, DeathReason reason, ExceptionDetails failure) {
        return terminal(message, TaskStatus.FAILED, now, failureDetails(reason.name(), failure));
    }

    /** The message was revoked; workers must hear of it. */
    public Effects revoked(Message message, Instant now, ExceptionDetails failure) {
        Effects failed = failed(message, now, DeathReason.REVOKED, failure);
        List<Publication> publications = new ArrayList<>(failed.publications());
        publications.add(new Publication(REVOCATIONS, message.id().getBytes(StandardCharsets.UTF_8)));
        return new Effects(failed.values(), List.of(), publications, failed.locks());
    }

    /** The message is done. */
    public Effects succeeded(Message message, Instant now, Payload result, @Nullable Message successor) {
        Tracking tracking = message.settings().tracking();
        Effects terminal = terminal(message, TaskStatus.SUCCEEDED, now, null);
        boolean withResult = tracking.storeResult() && resultsBesideMessages;
        if (!withResult && successor == null) {
            return terminal;
        }
        List<ValueWrite> values = new ArrayList<>(terminal.values());
        if (withResult) {
            values.add(result(message, now, result));
        }
        List<QueuedMessage> successors = successor == null ? List.of() : List.of(Envelope.pack(successor));
        if (successor != null) {
            values.addAll(submitted(successor).values());
        }
        return new Effects(values, successors, terminal.publications(), terminal.locks());
    }

    /** The write that stores a result. */
    ValueWrite result(Message message, Instant now, Payload result) {
        return ValueWrite.of(
                resultKey(message.id()),
                new ResultNote(now, result).encode(),
                message.settings().tracking().resultTtl());
    }

    /** Whether results are kept apart from messages and so must be written before the message is settled. */
    boolean resultsAreElsewhere() {
        return !resultsBesideMessages;
    }

    private static Map<String, Object> failureDetails(String reason, ExceptionDetails failure) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("reason", reason);
        details.put("exception", failure.className());
        String text = failure.message();
        if (text != null) {
            details.put("message", text);
        }
        return details;
    }

    private Effects terminal(Message message, TaskStatus status, Instant now, @Nullable Object details) {
        return releasing(message, told(message, status, now, details));
    }

    private Effects told(Message message, TaskStatus status, Instant now, @Nullable Object details) {
        Tracking tracking = message.settings().tracking();
        if (tracking.trackStatus()) {
            return status(message, status, now, details, null);
        }
        boolean inChain =
                message.lineage().callback() != null || message.lineage().progenitorId() != null;
        boolean heard = tracking.awaitable() || (inChain && tracking.publish());
        return heard ? new Effects(List.of(), List.of(), List.of(note(message, status, now, details))) : Effects.NONE;
    }

    private Effects status(
            Message message, TaskStatus status, Instant now, @Nullable Object details, @Nullable Duration ttl) {
        Tracking tracking = message.settings().tracking();
        if (!tracking.trackStatus()) {
            return Effects.NONE;
        }
        Publication note = note(message, status, now, details);
        // A status whose time is over must not come back to stay for ever: updates keep the TTL of a status that is
        // there.
        ValueWrite.Condition condition = ttl == null ? ValueWrite.Condition.IF_PRESENT : ValueWrite.Condition.ALWAYS;
        List<ValueWrite> values = List.of(new ValueWrite(statusKey(message.id()), note.payload(), ttl, condition));
        return new Effects(values, List.of(), tracking.publish() ? List.of(note) : List.of());
    }

    private static Publication note(Message message, TaskStatus status, Instant now, @Nullable Object details) {
        return new Publication(
                channel(message.id()),
                StatusUpdate.of(message, status, now, details).encode());
    }
}
