package com.example.jdbc;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Wakes the sessions of this process. A session is signalled whenever something was committed in one of its queues,
 * whether it sleeps or not: too often is allowed, too seldom is not.
 */
final class Signals {

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** From now on. The signal is raised on the thread of whoever changes something. */
    Listener listen(String namespace, Predicate<String> queues, Runnable onReady) {
        Listener listener = new Listener(namespace, queues, onReady);
        listeners.add(listener);
        return listener;
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    void raise(String namespace, Set<String> queues) {
        if (queues.isEmpty()) {
            return;
        }
        for (Listener listener : listeners) {
            if (listener.namespace.equals(namespace) && queues.stream().anyMatch(listener.queues)) {
                listener.onReady.run();
            }
        }
    }

    /** Something may have happened anywhere. */
    void raiseAll() {
        listeners.forEach(listener -> listener.onReady.run());
    }

    /** A session that wants to be told. Equal to itself only. */
    static final class Listener {

        private final String namespace;
        private final Predicate<String> queues;
        private final Runnable onReady;

        private Listener(String namespace, Predicate<String> queues, Runnable onReady) {
            this.namespace = namespace;
            this.queues = queues;
            this.onReady = onReady;
        }
    }
}
