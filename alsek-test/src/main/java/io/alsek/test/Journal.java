package io.alsek.test;

import io.alsek.event.TaskEvent;
import io.alsek.event.TaskListener;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import io.alsek.task.Task;
import io.alsek.worker.Execution;
import io.alsek.worker.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes down what happened in a test, and which failures the test has not looked at. Thread-safe. */
final class Journal implements TaskListener {

    // All guarded by this.
    private final List<TaskEvent> events = new ArrayList<>();
    private final List<TaskExecution> executions = new ArrayList<>();
    private final Map<String, TaskEvent.Failed> unseenFailures = new LinkedHashMap<>();

    /** By id, the last failure of what was to be tried again; whether it was is not known here. */
    private final Map<String, TaskEvent.Retrying> unseenRetries = new LinkedHashMap<>();

    /** By id, attempts in which an assertion failed, and that were to be tried again. */
    private final Map<String, TaskExecution> unseenAssertions = new LinkedHashMap<>();

    private final Set<String> lookedAt = new HashSet<>();
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
        Message message = event.message();
        if (isExpected(message.task())) {
            return;
        }
        if (event instanceof TaskEvent.Failed failed
                && failed.reason() != DeathReason.REVOKED) { // asked for by somebody
            unseenFailures.put(message.id(), failed);
        }
        if (event instanceof TaskEvent.Retrying retrying && !lookedAt.contains(message.id())) {
            unseenRetries.put(message.id(), retrying);
        }
    }

    private boolean isExpected(String task) {
        return allExpectedToFail || tasksExpectedToFail.contains(task);
    }

    synchronized TaskExecution record(Execution execution) {
        TaskExecution recorded = new TaskExecution(execution, this);
        executions.add(recorded);
        boolean asserted =
                execution.outcome() instanceof Outcome.Retried retried && retried.failure() instanceof AssertionError;
        if (asserted && !isExpected(recorded.task()) && !lookedAt.contains(recorded.id())) {
            unseenAssertions.putIfAbsent(recorded.id(), recorded);
        }
        return recorded;
    }

    synchronized void stoppedAtLimit(DrainResult result) {
        unseenLimits.add(result);
    }

    synchronized void sawLimit(DrainResult result) {
        unseenLimits.remove(result);
    }

    /** The test knows that this message failed; that it fails again before its last attempt is no news then. */
    synchronized void acknowledge(String id) {
        unseenFailures.remove(id);
        unseenRetries.remove(id);
        unseenAssertions.remove(id);
        lookedAt.add(id);
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

    /**
     * Refuses to answer after an offence that the test was not told of yet. Not by the offence itself: whoever cannot be
     * interrupted, such as Awaitility, may repeat its question after an {@link AssertionError} until its time is over.
     */
    synchronized void refuseAfterOffence() {
        if (offence != null) {
            throw new IllegalStateException(offence.getMessage(), offence);
        }
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
        unseenRetries.clear();
        unseenAssertions.clear();
    }

    synchronized void expect(Task<?, ?> task) {
        tasksExpectedToFail.addAll(task.allNames());
        Predicate<TaskEvent> isOfTask =
                event -> task.allNames().contains(event.message().task());
        unseenFailures.values().removeIf(isOfTask);
        unseenRetries.values().removeIf(isOfTask);
        unseenAssertions.values().removeIf(execution -> task.allNames().contains(execution.task()));
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

    synchronized boolean hasUnseenRetries() {
        return !unseenRetries.isEmpty();
    }

    /** Of these messages, those whose last attempt failed unseen. */
    synchronized List<TaskEvent.Retrying> unseenRetriesOf(List<PendingTask> alive) {
        return alive.stream()
                .map(task -> unseenRetries.get(task.message().id()))
                .filter(Objects::nonNull)
                .toList();
    }

    synchronized Optional<TaskExecution> unseenAssertion() {
        return unseenAssertions.values().stream().findFirst();
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
