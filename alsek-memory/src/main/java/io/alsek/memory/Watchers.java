package io.alsek.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The claim sessions of a namespace, to be told when there is something to claim. */
final class Watchers {

    /** Earlier than everything: it is there now. */
    private static final long NOW = Long.MIN_VALUE + 1;

    private final List<MemoryClaimSession> sessions = new CopyOnWriteArrayList<>();

    void add(MemoryClaimSession session) {
        sessions.add(session);
    }

    void remove(MemoryClaimSession session) {
        sessions.remove(session);
    }

    /** Something became claimable. After it is in its line, and with no monitor held. */
    void ready(Lane lane) {
        at(NOW, lane);
    }

    /** Something will become claimable at an instant. After it is in its line, and with no monitor held. */
    void at(long instant, Lane lane) {
        for (MemoryClaimSession session : sessions) {
            session.notice(instant, lane);
        }
    }

    /** An entry was put into its lane. */
    void arrived(Entry entry, long now) {
        at(entry.due > now ? entry.due : NOW, entry.lane);
    }
}
