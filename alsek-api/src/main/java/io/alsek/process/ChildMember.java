package io.alsek.process;

import java.time.Instant;

/** A ready child and what it is at. Guarded by the monitor of its {@link Children}. */
final class ChildMember {

    final ChildProcess process;

    /** How many messages it runs. */
    int running;

    /** How many messages it was ever given. */
    int given;

    /** How many of its messages were told to stop and have not obeyed yet; meanwhile nothing new is given to it. */
    int suspended;

    /** Once true, never false again: it is given nothing any more, and ends when it has nothing left. */
    boolean retiring;

    Instant idleSince;

    ChildMember(ChildProcess process, Instant now) {
        this.process = process;
        this.idleSince = now;
    }
}
