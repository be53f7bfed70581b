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
import java.util.Set;

/** Writes down what happened in a test, and which failures the test has not looked at. Thread-safe. */
final class Journal implements TaskListener {

    // All guarded by this.
    private final List<TaskEvent> events = new ArrayList<>();
    private final List<TaskExecution> executions = new ArrayList<>();
    private final Map<String, TaskEvent.Failed> unseenFailures = new LinkedHashMap<>();
    private final List<DrainResult> unseenLimits = new ArrayList<>();
    private final Set<String> tasksExpectedToFail = new HashSet<>();
    private boolean allExpectedToFail;

    @Override
    public synchronized void onEvent(TaskEvent event) {
        events.add(event);
        if (event instanceof TaskEvent.Failed failed
                && failed.reason() != DeathReason.REVOKED // somebody asked for that
                && !allExpectedToFail
                && !tasksExpectedToFail.contains(event.message().task())) {
            unseenFailures.put(event.message().id(), failed);
        }
        notifyAll();
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
