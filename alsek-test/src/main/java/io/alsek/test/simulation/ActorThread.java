package io.alsek.test.simulation;

import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that plays one actor after the other.
 *
 * <p>An interruption from outside is noted with the actor and becomes real once it goes on, so that it always comes at
 * the same step.
 */
final class ActorThread extends Thread {

    private final Queue<ActorThread> idle;
    private volatile @Nullable Actor actor;
    private volatile @Nullable Baton baton;
    private volatile boolean dismissed;

    ActorThread(ThreadGroup group, Queue<ActorThread> idle) {
        super(group, "alsek-simulation");
        this.idle = idle;
        setDaemon(true);
    }

    void play(Actor part, Baton theBaton) {
        baton = theBaton;
        actor = part;
        LockSupport.unpark(this);
    }

    void dismiss() {
        dismissed = true;
        LockSupport.unpark(this);
    }

    @Override
    public void run() {
        while (!dismissed) {
            Actor part = actor;
            Baton theBaton = baton;
            if (part == null || theBaton == null) {
                LockSupport.park(this);
            } else {
                part.play(theBaton);
                actor = null;
                idle.add(this);
                part.end();
                theBaton.wakeController();
            }
        }
    }

    @Override
    public void interrupt() {
        Actor part = actor;
        if (Thread.currentThread() == this || part == null) {
            super.interrupt();
        } else {
            part.interrupt();
        }
    }

    /** Interrupts it at once; for whoever is stuck. */
    void interruptNow() {
        super.interrupt();
    }
}
