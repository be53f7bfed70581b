package io.alsek.test;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.EventBus;
import io.alsek.spi.QueueStore;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ValueStore;
import java.util.Set;

/** What can be asked of a backend, as far as {@link Faults} tell it apart. */
public enum BackendOperation {
    /** Accepting messages. */
    SUBMIT,
    /** Handing messages out. */
    CLAIM,
    /** Heartbeats, and setting the status of what runs. */
    EXTEND,
    /** Ending an attempt: done, to be retried, dead or given back, with result, status and successors. */
    SETTLE,
    /** Revoking and removing messages. */
    WITHDRAW,
    /** The housekeeping that finds what no claim comes across. */
    SWEEP,
    /** Reading and writing values: results, statuses and the application's own. */
    VALUES,
    /** Publishing notes. */
    PUBLISH,
    /** Changing schedules: by their users, and by whoever moves them on and submits what is due. */
    SCHEDULES,
    /** Looking, without changing anything: for messages, dead letters, schedules that are due, numbers. */
    LOOK,
    /** Everything else: replays, purges and pauses, locks. */
    OTHER;

    private static final Set<String> LOOKING =
            Set.of("find", "browse", "due", "counts", "queues", "waitingByTask", "locate", "holders");

    /** Whether it may change something in the queues that a sweep has to see. */
    boolean changes() {
        return this != CLAIM && this != SWEEP && this != VALUES && this != PUBLISH && this != LOOK;
    }

    static BackendOperation of(Class<?> store, String method) {
        if (store != ValueStore.class && LOOKING.contains(method)) {
            return LOOK;
        }
        if (store == ScheduleStore.class) {
            return SCHEDULES;
        }
        if (store == QueueStore.class) {
            return switch (method) {
                case "submit" -> SUBMIT;
                case "extend" -> EXTEND;
                case "settle" -> SETTLE;
                case "withdraw" -> WITHDRAW;
                case "sweep" -> SWEEP;
                default -> OTHER;
            };
        }
        if (store == ClaimSession.class) {
            return CLAIM;
        }
        if (store == ValueStore.class) {
            return VALUES;
        }
        return store == EventBus.class ? PUBLISH : OTHER;
    }
}
