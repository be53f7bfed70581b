package io.alsek.memory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether a backend is open, and what has to end with it. */
final class Lifecycle {

    private final String namespace;

    /** What was opened and has not been closed, oldest first. Guarded by this. */
    private final Set<Runnable> endings = new LinkedHashSet<>();

    private volatile boolean closed;

    Lifecycle(String namespace) {
        this.namespace = namespace;
    }

    void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("The memory backend \"" + namespace + "\" is closed");
        }
    }

    /** Has something run when the backend is closed, at once if that has happened. */
    void onClose(Runnable ending) {
        synchronized (this) {
            if (!closed) {
                endings.add(ending);
                return;
            }
        }
        ending.run();
    }

    synchronized void forget(Runnable ending) {
        endings.remove(ending);
    }

    void close() {
        List<Runnable> due;
        synchronized (this) {
            closed = true;
            due = new ArrayList<>(endings);
            endings.clear();
        }
        due.forEach(Runnable::run);
    }
}
