package io.alsek.test.simulation;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Somebody who acts when it has the baton. Only whoever has the baton touches it, but for the turn itself. */
final class Actor {

    private final int number;
    private final String name;
    private final Node node;
    private final Runnable part;

    private volatile boolean turn;
    private volatile boolean ended;
    private volatile @Nullable ActorThread thread;

    /** Waits for this, or for the deadline; {@code null} = it could go on. */
    private @Nullable BooleanSupplier until;

    private @Nullable Instant deadline;
    private boolean interruptible;

    /** Whether it has nothing to do at present. */
    private boolean resting;

    /** Whether its part is over, though its thread may not know yet. */
    private boolean left;

    /** Whether it was interrupted and has not noticed yet. */
    private boolean interrupted;

    Actor(int number, String name, Node node, Runnable part) {
        this.number = number;
        this.name = name;
        this.node = node;
        this.part = part;
    }

    int number() {
        return number;
    }

    String name() {
        return name;
    }

    Node node() {
        return node;
    }

    boolean hasEnded() {
        return ended;
    }

    @Nullable
    ActorThread thread() {
        return thread;
    }

    void startOn(ActorThread free, Baton baton) {
        thread = free;
        turn = true;
        free.play(this, baton);
    }

    /** Plays its part on its thread; returns at its end. */
    void play(Baton baton) {
        Throwable thrown = null;
        try {
            awaitTurn();
            if (!baton.isOver()) {
                part.run();
            }
        } catch (Released e) {
            // The world is over.
        } catch (Throwable e) {
            thrown = e;
        }
        Thread.interrupted();
        baton.leave(this, thrown);
    }

    /** Says that its part is over. The last thing that its thread does for it. */
    void end() {
        ended = true;
    }

    // ------------------------------------------------------------------------------------------------------ turns

    void awaitTurn() {
        while (!turn) {
            LockSupport.park(this);
        }
        turn = false;
    }

    void giveTurn() {
        turn = true;
        LockSupport.unpark(thread);
    }

    // ---------------------------------------------------------------------------------------------------- waiting

    void waitFor(BooleanSupplier condition, @Nullable Instant latest, boolean endedByInterrupt) {
        until = condition;
        deadline = latest;
        interruptible = endedByInterrupt;
    }

    void goOn() {
        until = null;
        deadline = null;
        interruptible = false;
    }

    /** When it goes on of itself; {@code null} if it does not wait for an instant. */
    @Nullable
    Instant deadline() {
        return left || until == null || !node.canAct() ? null : deadline;
    }

    void rest(boolean yes) {
        resting = yes;
    }

    boolean isResting() {
        return resting;
    }

    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
    }

    boolean isAble(Instant now) {
        if (left || !node.canAct()) {
            return false;
        }
        BooleanSupplier condition = until;
        return condition == null
                || (interruptible && interrupted)
                || (deadline != null && !deadline.isAfter(now))
                || condition.getAsBoolean();
    }

    void interrupt() {
        interrupted = true;
    }

    boolean takeInterrupt() {
        boolean was = interrupted;
        interrupted = false;
        return was;
    }

    @Override
    public String toString() {
        return name;
    }
}
