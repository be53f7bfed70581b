package io.alsek.test;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.worker.WorkerOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The simulated workers of a harness, by name. */
final class Workers {

    private final Broker broker;
    private final HandlerTable handlers;
    private final Stage stage;
    private final Duration lease;
    private final Duration asyncPatience;
    private final Map<String, SimulatedWorker> byName = new LinkedHashMap<>();
    private int victims;

    Workers(Broker broker, HandlerTable handlers, Stage stage, Duration lease, Duration asyncPatience) {
        this.broker = broker;
        this.handlers = handlers;
        this.stage = stage;
        this.lease = lease;
        this.asyncPatience = asyncPatience;
    }

    SimulatedWorker named(String name) {
        return byName.computeIfAbsent(
                name,
                each -> new SimulatedWorker(
                        broker, handlers, WorkerOptions.named(each).withLease(lease), stage, asyncPatience));
    }

    Collection<SimulatedWorker> all() {
        return List.copyOf(byName.values());
    }

    /** Lets a worker die over a message that was claimed for it. */
    void sacrifice(Delivery delivery, CrashPoint point) {
        SimulatedWorker victim = named("victim-" + ++victims).crashAt(point);
        victim.take(delivery);
        victim.perform();
    }

    /** In words, the crashes that were announced and have not come. */
    List<String> crashesToCome() {
        return byName.values().stream()
                .flatMap(worker -> worker.crashToCome().stream())
                .toList();
    }

    void close() {
        byName.values().forEach(SimulatedWorker::close);
    }
}
