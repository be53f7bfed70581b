package io.alsek.test;

import io.alsek.broker.DeadMessage;
import io.alsek.event.TaskEvent;
import io.alsek.message.Message;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what happened in a harness, and on what waits in it.
 *
 * <p>What was <em>enqueued</em> is every message that was accepted since the test began, run or not, callbacks
 * included. What is <em>pending</em> is not finished yet.
 */
public final class HarnessAssert extends AbstractAssert<HarnessAssert, AlsekHarness> {

    private final Complaints complaints;

    HarnessAssert(AlsekHarness actual, Complaints complaints) {
        super(actual, HarnessAssert.class);
        this.complaints = complaints;
    }

    private Journal journal() {
        isNotNull();
        Journal journal = actual.parts().journal();
        journal.refuseAfterOffence();
        return journal;
    }

    private List<Message> enqueued(Task<?, ?> task) {
        return journal().submissions().stream()
                .filter(message -> task.allNames().contains(message.task()))
                .toList();
    }

    private void complain(String text) {
        complaints.hear(failure("%s%n%n%s", text, complaints.dumpOf(actual)));
    }

    /** Checks that messages of the task were enqueued, and goes on with assertions on them. */
    public <I extends @Nullable Object> EnqueuedAssert<I> hasEnqueued(Task<I, ?> task) {
        return new EnqueuedAssert<>(
                        actual, task, new EnqueuedAssert.Told(journal().submissions(), "enqueued", complaints))
                .atLeastOnce();
    }

    /** Checks that no message of the task was enqueued. */
    public HarnessAssert hasNotEnqueued(Task<?, ?> task) {
        List<Message> found = enqueued(task);
        if (!found.isEmpty()) {
            complain("Expected that the task \"" + task.name() + "\" was not enqueued, but it was, " + shown(found));
        }
        return this;
    }

    /** Checks that each of these tasks was enqueued, and nothing else. */
    public HarnessAssert hasEnqueuedOnly(Task<?, ?>... tasks) {
        Set<String> names = new LinkedHashSet<>();
        for (Task<?, ?> task : tasks) {
            names.addAll(task.allNames());
            if (enqueued(task).isEmpty()) {
                complain("Expected that the task \"" + task.name() + "\" was enqueued, but it was not");
            }
        }
        List<Message> others = journal().submissions().stream()
                .filter(message -> !names.contains(message.task()))
                .toList();
        if (!others.isEmpty()) {
            complain("Expected that only " + names(tasks) + " were enqueued, but there were also " + shown(others));
        }
        return this;
    }

    /** Checks that nothing was enqueued. */
    public HarnessAssert hasEnqueuedNothing() {
        List<Message> all = journal().submissions();
        if (!all.isEmpty()) {
            complain("Expected that nothing was enqueued, but there were " + shown(all));
        }
        return this;
    }

    /** Checks that these tasks were enqueued one after the other, whatever else was before, between or after them. */
    public HarnessAssert hasEnqueuedInOrder(Task<?, ?>... tasks) {
        List<String> were = journal().submissions().stream().map(Message::task).toList();
        int from = 0;
        for (Task<?, ?> task : tasks) {
            while (from < were.size() && !task.allNames().contains(were.get(from))) {
                from++;
            }
            if (from == were.size()) {
                complain("Expected the tasks " + names(tasks) + " in this order, but \"" + task.name()
                        + "\" is missing in its place. Enqueued were " + were);
                return this;
            }
            from++;
        }
        return this;
    }

    /** Checks that exactly these tasks were enqueued, in this order. */
    public HarnessAssert hasEnqueuedExactly(Task<?, ?>... tasks) {
        List<String> were = journal().submissions().stream().map(Message::task).toList();
        boolean same = were.size() == tasks.length;
        for (int i = 0; same && i < tasks.length; i++) {
            same = tasks[i].allNames().contains(were.get(i));
        }
        if (!same) {
            complain("Expected exactly the tasks " + names(tasks) + " in this order, but enqueued were " + were);
        }
        return this;
    }

    /**
     * Does something, and goes on with assertions on what was enqueued meanwhile, by whomever.
     *
     * @throws RuntimeException whatever the action throws; a checked exception is wrapped
     */
    public EnqueuedDuringAssert enqueuesDuring(ThrowingCallable action) {
        int before = journal().submissions().size();
        try {
            action.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("What was done to see what it enqueues has failed: " + Words.of(e), e);
        }
        List<Message> all = journal().submissions();
        return new EnqueuedDuringAssert(actual, all.subList(before, all.size()), complaints);
    }

    /**
     * Begins to check that a task is not run within a span of virtual time.
     *
     * <pre>{@code
     * assertThat(harness).neverRuns(REFUND).during(Duration.ofDays(30));
     * }</pre>
     */
    public NeverRunsAssert neverRuns(Task<?, ?> task) {
        isNotNull();
        return new NeverRunsAssert(this, task);
    }

    /** A task that is not to run; say for how long. */
    public static final class NeverRunsAssert {

        private final HarnessAssert harness;
        private final Task<?, ?> task;

        private NeverRunsAssert(HarnessAssert harness, Task<?, ?> task) {
            this.harness = harness;
            this.task = task;
        }

        /** Moves the clock on by this time, everything that falls due runs, and checks that the task is not among it. */
        public HarnessAssert during(Duration time) {
            return harness.doesNotRun(task, time);
        }
    }

    private HarnessAssert doesNotRun(Task<?, ?> task, Duration time) {
        int before = journal().length();
        Instant start = actual.clock().instant();
        actual.advance(time);
        List<String> ran = journal().events().stream()
                .skip(before)
                .filter(event -> event instanceof TaskEvent.Started
                        && task.allNames().contains(event.message().task()))
                .map(event -> event.at() + " (after " + Words.span(Duration.between(start, event.at())) + ") "
                        + EnqueuedAssert.shown(event.message()))
                .toList();
        if (!ran.isEmpty()) {
            complain("Expected that the task \"" + task.name() + "\" is never run during " + Words.span(time) + " from "
                    + start + ", but it was, " + Lines.of(ran));
        }
        return this;
    }

    /** Checks that the task was run, and goes on with assertions on its executions. */
    public ExecutionsAssert hasExecuted(Task<?, ?> task) {
        isNotNull();
        List<TaskExecution> executions = actual.executions().stream()
                .filter(execution -> task.allNames().contains(execution.task()))
                .toList();
        if (executions.isEmpty()) {
            complain("Expected that the task \"" + task.name() + "\" was run, but run were "
                    + actual.executions().stream()
                            .map(TaskExecution::task)
                            .distinct()
                            .toList());
        }
        return new ExecutionsAssert(actual, task, executions, complaints);
    }

    /** Checks that the task was not run. */
    public HarnessAssert hasNotExecuted(Task<?, ?> task) {
        isNotNull();
        List<TaskExecution> executions = actual.executions().stream()
                .filter(execution -> task.allNames().contains(execution.task()))
                .toList();
        if (!executions.isEmpty()) {
            complain("Expected that the task \"" + task.name() + "\" was not run, but it was, " + Lines.of(executions));
        }
        return this;
    }

    /** Checks that submissions of the task were refused because their id was taken, and goes on with them. */
    public <I extends @Nullable Object> EnqueuedAssert<I> hasDeduplicated(Task<I, ?> task) {
        List<Message> refused = journal().events().stream()
                .filter(TaskEvent.Duplicate.class::isInstance)
                .map(TaskEvent::message)
                .toList();
        return new EnqueuedAssert<>(
                        actual, task, new EnqueuedAssert.Told(refused, "refused as a duplicate", complaints))
                .atLeastOnce();
    }

    /** Checks that no submission was refused because its id was taken. */
    public HarnessAssert hasDeduplicatedNothing() {
        List<Message> refused = journal().events().stream()
                .filter(TaskEvent.Duplicate.class::isInstance)
                .map(TaskEvent::message)
                .toList();
        if (!refused.isEmpty()) {
            complain("Expected that nothing was refused as a duplicate, but there were " + shown(refused));
        }
        return this;
    }

    /** Checks that every message is finished. */
    public HarnessAssert hasNoPendingTasks() {
        return hasPendingTasks(0);
    }

    /** Checks how many messages are not finished. */
    public HarnessAssert hasPendingTasks(int count) {
        isNotNull();
        List<PendingTask> pending = actual.pending();
        if (pending.size() != count) {
            complain("Expected " + (count == 0 ? "no" : count) + " pending tasks, but there are "
                    + Lines.of(pending.stream()
                            .map(task -> task.state() + " " + EnqueuedAssert.shown(task.message()))
                            .toList()));
        }
        return this;
    }

    /** Checks that there are dead messages of the task, and goes on with assertions on them. */
    public DeadLetterAssert hasDeadLetter(Task<?, ?> task) {
        isNotNull();
        List<DeadMessage> dead = actual.parts().inspector().deadLetters().stream()
                .filter(letter -> task.allNames().contains(DeadLetterAssert.taskOf(letter)))
                .toList();
        if (dead.isEmpty()) {
            complain("Expected a dead letter of the task \"" + task.name() + "\", but there is none");
        }
        return new DeadLetterAssert(actual, dead, complaints, dead.isEmpty());
    }

    /** Checks that nothing is dead. */
    public HarnessAssert hasNoDeadLetters() {
        isNotNull();
        List<DeadMessage> dead = actual.parts().inspector().deadLetters();
        if (!dead.isEmpty()) {
            complain("Expected no dead letters, but there are "
                    + Lines.of(dead.stream().map(DeadLetterAssert::shown).toList()));
        }
        return this;
    }

    /** Goes on with assertions on one message. */
    public MessageAssert task(TaskHandle<?> handle) {
        return task(handle.id());
    }

    /** Goes on with assertions on one message, by its id. */
    public MessageAssert task(String id) {
        isNotNull();
        return new MessageAssert(actual, id, complaints);
    }

    private static List<String> names(Task<?, ?>... tasks) {
        return Arrays.stream(tasks).map(Task::name).toList();
    }

    private static String shown(List<Message> messages) {
        return Lines.of(messages.stream().map(EnqueuedAssert::shown).toList());
    }
}
