package io.alsek.test;

import io.alsek.event.TaskEvent;
import io.alsek.event.TaskListener;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import io.alsek.task.Task;
import io.alsek.worker.Execution;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what happened in a test, and which failures the test has not looked at. Thread-safe. */
final class Journal implements TaskListener {

    // All guarded by this.
    private final List<TaskEvent> events = new ArrayList<>();
    private final List<TaskExecution> executions = new ArrayList<>();
    private final Map<String, TaskEvent.Failed> unseenFailures = new LinkedHashMap<>();
    private final List<DrainResult> unseenLimits = new ArrayList<>();
    private final Set<String> tasksExpectedToFail = new HashSet<>();
    private boolean allExpectedToFail;
    private @Nullable AssertionError offence;

    /** Told without the monitor being held, as they may look at this. */
    private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(TaskEvent event) {
        write(event);
        listeners.forEach(listener -> listener.onEvent(event));
    }

    void listen(TaskListener listener) {
        listeners.add(listener);
    }

    private synchronized void write(TaskEvent event) {
        events.add(event);
        if (event instanceof TaskEvent.Failed failed
                && failed.reason() != DeathReason.REVOKED // somebody asked for that
                && !allExpectedToFail
                && !tasksExpectedToFail.contains(event.message().task())) {
            unseenFailures.put(event.message().id(), failed);
        }
    }

    synchronized TaskExecution record(Execution execution) {
        TaskExecution recorded = new TaskExecution(execution, this);
        executions.add(recorded);
        return recorded;
    }

    synchronized void stoppedAtLimit(DrainResult result) {
        unseenLimits.add(result);
    }

    synchronized void sawLimit(DrainResult result) {
        unseenLimits.remove(result);
    }

    synchronized void acknowledge(String id) {
        unseenFailures.remove(id);
    }

    /** Somebody did what must not be done. Only the first time counts; what follows may follow from it. */
    synchronized void offend(AssertionError error) {
        if (offence == null) {
            offence = error;
        }
    }

    /** The offence that nobody was told of yet. */
    synchronized Optional<AssertionError> takeOffence() {
        Optional<AssertionError> taken = Optional.ofNullable(offence);
        offence = null;
        return taken;
    }

    /** Tells of an offence, if there was one. */
    void throwOffence() {
        Optional<AssertionError> taken = takeOffence();
        if (taken.isPresent()) {
            throw taken.get();
        }
    }

    synchronized void expectAll() {
        allExpectedToFail = true;
        unseenFailures.clear();
    }

    synchronized void expect(Task<?, ?> task) {
        tasksExpectedToFail.addAll(task.allNames());
        unseenFailures
                .values()
                .removeIf(failed -> task.allNames().contains(failed.message().task()));
    }

    synchronized List<TaskEvent> events() {
        return List.copyOf(events);
    }

    /** How many events there were so far. */
    synchronized int length() {
        return events.size();
    }

    synchronized List<TaskExecution> executions() {
        return List.copyOf(executions);
    }

    synchronized List<TaskEvent.Failed> unseenFailures() {
        return List.copyOf(unseenFailures.values());
    }

    synchronized List<DrainResult> unseenLimits() {
        return List.copyOf(unseenLimits);
    }

    /** The messages that were accepted, callbacks of earlier ones included, in order. */
    synchronized List<Message> submissions() {
        return events.stream()
                .filter(TaskEvent.Submitted.class::isInstance)
                .map(TaskEvent::message)
                .toList();
    }
}
