package io.alsek.test;

import io.alsek.message.Message;
import io.alsek.task.Task;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what was enqueued while something was done. */
public final class EnqueuedDuringAssert extends AbstractAssert<EnqueuedDuringAssert, List<Message>> {

    private final AlsekHarness harness;
    private final Complaints complaints;

    EnqueuedDuringAssert(AlsekHarness harness, List<Message> messages, Complaints complaints) {
        super(List.copyOf(messages), EnqueuedDuringAssert.class);
        this.harness = harness;
        this.complaints = complaints;
    }

    /** Checks how many messages of the task there were; others do not matter. */
    public EnqueuedDuringAssert exactly(int times, Task<?, ?> task) {
        List<Message> found = actual.stream()
                .filter(message -> task.allNames().contains(message.task()))
                .toList();
        if (found.size() != times) {
            complain("Expected that this enqueues the task \"" + task.name() + "\" "
                    + (times == 1 ? "once" : times + " times"));
        }
        return this;
    }

    /** Checks that there was nothing. */
    public EnqueuedDuringAssert nothing() {
        return inAll(0);
    }

    /** Checks how many messages there were, of all tasks together. */
    public EnqueuedDuringAssert inAll(int count) {
        if (actual.size() != count) {
            complain("Expected that this enqueues " + (count == 0 ? "nothing" : count + " messages"));
        }
        return this;
    }

    /** Checks that there were messages of the task, and goes on with assertions on them. */
    public <I extends @Nullable Object> EnqueuedAssert<I> task(Task<I, ?> task) {
        return new EnqueuedAssert<>(harness, task, new EnqueuedAssert.Told(actual, "enqueued by this", complaints))
                .atLeastOnce();
    }

    private void complain(String expectation) {
        complaints.hear(failure(
                "%s, but there were %s%n%n%s",
                expectation,
                Lines.of(actual.stream().map(EnqueuedAssert::shown).toList()),
                complaints.dumpOf(harness)));
    }
}
