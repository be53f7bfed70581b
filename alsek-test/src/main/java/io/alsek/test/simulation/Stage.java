package io.alsek.test.simulation;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** The threads of a simulation, used again from run to run. They are in a group of their own, so that others show. */
final class Stage implements AutoCloseable {

    private final ThreadGroup group = new ThreadGroup("alsek-simulation");
    private final Deque<ActorThread> idle = new ConcurrentLinkedDeque<>();
    private final List<ActorThread> all = new ArrayList<>();

    /** A thread for an actor. Called by whoever has the baton, or before there is one. */
    ActorThread thread() {
        ActorThread free = idle.poll();
        if (free != null) {
            return free;
        }
        ActorThread made = new ActorThread(group, idle);
        all.add(made);
        made.start();
        return made;
    }

    /** A thread in the group that is none of the simulation's; {@code null} if there is none. */
    @Nullable
    Thread stranger() {
        int count = group.activeCount();
        if (count <= all.size()) {
            return null;
        }
        Thread[] threads = new Thread[count + 8];
        int found = group.enumerate(threads);
        for (int i = 0; i < found; i++) {
            if (!(threads[i] instanceof ActorThread)) {
                return threads[i];
            }
        }
        return null;
    }

    @Override
    public void close() {
        all.forEach(ActorThread::dismiss);
    }
}
