package io.alsek.test;

import io.alsek.broker.DeadMessage;
import io.alsek.message.Message;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what happened in a harness, and on what waits in it.
 *
 * <p>What was <em>enqueued</em> is every message that was accepted since the test began, run or not, callbacks
 * included. What is <em>pending</em> is not finished yet.
 */
public final class HarnessAssert extends AbstractAssert<HarnessAssert, AlsekHarness> {

    HarnessAssert(AlsekHarness actual) {
        super(actual, HarnessAssert.class);
    }

    private List<Message> enqueued(Task<?, ?> task) {
        isNotNull();
        return actual.parts().journal().submissions().stream()
                .filter(message -> task.allNames().contains(message.task()))
                .toList();
    }

    private AssertionError failed(String text) {
        return failure("%s%n%n%s", text, actual.dump());
    }

    /** Checks that messages of the task were enqueued, and goes on with assertions on them. */
    public <I extends @Nullable Object> EnqueuedAssert<I> hasEnqueued(Task<I, ?> task) {
        return new EnqueuedAssert<>(actual, task, enqueued(task)).atLeastOnce();
    }

    /** Checks that no message of the task was enqueued. */
    public HarnessAssert hasNotEnqueued(Task<?, ?> task) {
        List<Message> found = enqueued(task);
        if (!found.isEmpty()) {
            throw failed("Expected that the task \"" + task.name() + "\" was not enqueued, but it was, "
                    + Lines.of(found.stream().map(EnqueuedAssert::shown).toList()));
        }
        return this;
    }

    /** Checks that these tasks were enqueued one after the other, whatever else was before, between or after them. */
    public HarnessAssert hasEnqueuedInOrder(Task<?, ?>... tasks) {
        isNotNull();
        List<String> were = actual.parts().journal().submissions().stream()
                .map(Message::task)
                .toList();
        int from = 0;
        for (Task<?, ?> task : tasks) {
            while (from < were.size() && !task.allNames().contains(were.get(from))) {
                from++;
            }
            if (from == were.size()) {
                throw failed("Expected the tasks "
                        + Arrays.stream(tasks).map(Task::name).toList() + " in this order, but \"" + task.name()
                        + "\" is missing in its place. Enqueued were " + were);
            }
            from++;
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
            throw failed("Expected " + (count == 0 ? "no" : count) + " pending tasks, but there are "
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
            throw failed("Expected a dead letter of the task \"" + task.name() + "\", but there is none");
        }
        return new DeadLetterAssert(actual, dead);
    }

    /** Checks that nothing is dead. */
    public HarnessAssert hasNoDeadLetters() {
        isNotNull();
        List<DeadMessage> dead = actual.parts().inspector().deadLetters();
        if (!dead.isEmpty()) {
            throw failed("Expected no dead letters, but there are "
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
        return new MessageAssert(actual, id);
    }
}
