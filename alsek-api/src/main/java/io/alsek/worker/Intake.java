package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Consumer;
import io.alsek.spi.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker's messages come in: its subscription but for the tasks whose gate is closed. For each set of closed
 * gates that occurs there is a consumer of its own, so that messages behind them are not touched and everything else
 * keeps its order. Thread-safe.
 */
final class Intake implements AutoCloseable {

    /** More sets of closed gates than this are treated as if all gates were closed. */
    private static final int MOST_CONSUMERS = 32;

    private final Broker broker;
    private final Subscription subscription;
    private final Set<String> allRoutes;
    private final Map<String, Set<String>> routesOfGates;

    // Guarded by this.
    private final Map<Set<String>, @Nullable Consumer> consumers = new LinkedHashMap<>();
    private final Set<String> shut = new TreeSet<>();
    private Runnable signal = () -> {};
    private boolean closed;

    /**
     * All gates are open.
     *
     * @param allRoutes what the worker can run, where the subscription does not say so
     * @param routesOfGates for each task that can be shut out, the names under which its messages wait
     */
    Intake(Broker broker, Subscription subscription, Set<String> allRoutes, Map<String, Set<String>> routesOfGates) {
        this.broker = broker;
        this.subscription = subscription;
        this.allRoutes = allRoutes;
        this.routesOfGates = routesOfGates;
        consumers.put(Set.of(), broker.consume(subscription));
    }

    /** Says whom to tell when there may be something to claim. */
    synchronized void onReady(Runnable listener) {
        signal = listener;
        for (Consumer consumer : consumers.values()) {
            if (consumer != null) {
                consumer.onReady(listener);
            }
        }
    }

    /**
     * Lets messages be brought to whoever waits. Not where gates may close: what comes for one consumer cannot be
     * taken by another.
     */
    synchronized void standBy() {
        if (routesOfGates.isEmpty()) {
            consumers.values().stream().filter(Objects::nonNull).forEach(Consumer::standBy);
        }
    }

    Consumer.Batch poll(int max, Duration lease) {
        Consumer consumer = present();
        return consumer == null ? new Consumer.Batch(List.of(), false) : consumer.poll(max, lease);
    }

    /** {@code null} once closed: whoever still brings a message has to get on with it. */
    synchronized @Nullable Instant nextAt() {
        if (closed) {
            return null;
        }
        Consumer consumer = present();
        return consumer == null ? null : consumer.nextAt();
    }

    /** Lets nothing of a task in any more. */
    synchronized void shut(String task) {
        shut.add(task);
    }

    synchronized boolean isShut(String task) {
        return shut.contains(task);
    }

    /** Lets a task in again. */
    void open(String task) {
        Runnable listener;
        synchronized (this) {
            if (!shut.remove(task)) {
                return;
            }
            listener = signal;
        }
        listener.run();
    }

    /** {@code null} if there is nothing left to be claimed. */
    private synchronized @Nullable Consumer present() {
        if (closed) {
            throw new IllegalStateException("The worker does not claim any more");
        }
        Set<String> gates = Set.copyOf(shut);
        if (!consumers.containsKey(gates) && consumers.size() >= MOST_CONSUMERS) {
            gates = routesOfGates.keySet();
        }
        if (!consumers.containsKey(gates)) {
            Set<String> out = new LinkedHashSet<>();
            gates.forEach(gate -> out.addAll(routesOfGates.getOrDefault(gate, Set.of())));
            Subscription rest = without(out);
            Consumer consumer = rest == null ? null : broker.consume(rest);
            if (consumer != null) {
                consumer.onReady(signal);
            }
            consumers.put(Set.copyOf(gates), consumer);
        }
        return consumers.get(gates);
    }

    /** {@code null} if nothing is left. */
    private @Nullable Subscription without(Set<String> out) {
        if (subscription instanceof Subscription.TasksInOrder ordered) {
            Map<String, List<String>> rest = new LinkedHashMap<>();
            ordered.tasksByQueue().forEach((queue, routes) -> {
                List<String> left = new ArrayList<>(routes);
                left.removeAll(out);
                if (!left.isEmpty()) {
                    rest.put(queue, left);
                }
            });
            return rest.isEmpty() ? null : new Subscription.TasksInOrder(rest, ordered.rotation());
        }
        Set<String> subscribed = subscription instanceof Subscription.QueuesInOrder some
                ? some.tasks()
                : ((Subscription.AllQueues) subscription).tasks();
        Set<String> left = new LinkedHashSet<>(subscribed.isEmpty() ? allRoutes : subscribed);
        left.removeAll(out);
        if (left.isEmpty()) {
            return null;
        }
        return subscription instanceof Subscription.QueuesInOrder some
                ? new Subscription.QueuesInOrder(some.queues(), left, some.rotation())
                : new Subscription.AllQueues(left, subscription.rotation());
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Consumer consumer : consumers.values()) {
            if (consumer != null) {
                consumer.close();
            }
        }
    }
}
