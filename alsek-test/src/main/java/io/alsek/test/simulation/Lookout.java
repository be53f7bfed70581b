package io.alsek.test.simulation;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks, in real time, whether whoever has the baton gets on; says who is in his way if not. */
final class Lookout {

    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(20);

    /** Glances without a step, until waiting for something counts as waiting in real time. */
    private static final int WAITING = 25;

    /** Glances without a step, until even hard work counts as being stuck. */
    private static final int STUCK = 1_500;

    /** Glances until an actor that does not end is given up. */
    private static final int PATIENCE = 100;

    private final World world;

    Lookout(World world) {
        this.world = world;
    }

    /** Returns when the world is over. */
    void watch(Baton baton) {
        long seen = -1;
        int glances = 0;
        while (!baton.isOver()) {
            LockSupport.parkNanos(this, GLANCE);
            if (Thread.interrupted()) {
                world.interrupt();
                return;
            }
            glances = baton.steps() == seen ? glances + 1 : 0;
            seen = baton.steps();
            Actor actor = baton.current();
            if (glances > 0 && actor != null) {
                examine(actor, glances);
            }
        }
    }

    private void examine(Actor actor, int glances) {
        ActorThread thread = actor.thread();
        if (thread == null) {
            return;
        }
        Thread.State state = thread.getState();
        boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        if (!waits && glances < STUCK) {
            return; // hard work, or a lock that somebody else holds for a moment
        }
        StackTraceElement[] stack = thread.getStackTrace();
        if (glances >= STUCK) {
            fail(actor, thread, "has not come to an end for half a minute", stack);
        } else if (sleeps(stack) || (glances >= WAITING && !isAboutToGoOn(stack))) {
            fail(actor, thread, "waits in real time", stack);
        }
    }

    /** Whether it has been given its turn, and the machine is too busy to let it go on. */
    private static boolean isAboutToGoOn(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (!frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk.")) {
                return frame.getClassName().equals(Actor.class.getName())
                        || frame.getClassName().equals(ActorThread.class.getName());
            }
        }
        return true;
    }

    private static boolean sleeps(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals("java.lang.Thread")
                    && frame.getMethodName().startsWith("sleep")) {
                return true;
            }
        }
        return false;
    }

    private void fail(Actor actor, ActorThread thread, String what, StackTraceElement[] stack) {
        StringBuilder where = new StringBuilder();
        int frames = 0;
        for (StackTraceElement frame : stack) {
            if (frames++ < 15) {
                where.append("\n        at ").append(frame);
            }
        }
        world.fail(new Violation(
                "everything waits in virtual time",
                Violation.Kind.TEST,
                world.doing(actor) + " " + what
                        + ", but time in a simulation is virtual and everybody else stands still"
                        + " meanwhile. Wait with simulation.sleep(…), handle.await(…) or the simulation's clock, and"
                        + " put a fake in the place of what waits for the outside world. It is here:" + where));
        thread.interruptNow();
    }

    /** Waits until an actor has ended. One who does not is given up; his thread is a daemon. */
    void awaitEnd(Actor actor) {
        @Nullable ActorThread thread = actor.thread();
        for (int i = 0; i < PATIENCE && !actor.hasEnded(); i++) {
            LockSupport.parkNanos(this, GLANCE);
            if (i == PATIENCE / 2 && thread != null) {
                thread.interruptNow();
            }
        }
    }
}
