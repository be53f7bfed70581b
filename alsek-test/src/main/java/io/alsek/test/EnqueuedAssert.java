package io.alsek.test;

import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.SerializationException;
import io.alsek.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the enqueued messages of one task. Each narrows them down; there must always be one left.
 *
 * @param <I> the task's input
 */
public final class EnqueuedAssert<I extends @Nullable Object> extends AbstractAssert<EnqueuedAssert<I>, List<Message>> {

    /** How many near misses a message shows. */
    private static final int MOST_SHOWN = 10;

    private final AlsekHarness harness;
    private final Task<I, ?> task;
    private final Told told;
    private final List<Condition> conditions = new ArrayList<>();

    /** Whether it has failed, softly: then there is nothing left to be said. */
    private boolean over;

    EnqueuedAssert(AlsekHarness harness, Task<I, ?> task, Told told) {
        super(
                told.among().stream()
                        .filter(message -> task.allNames().contains(message.task()))
                        .toList(),
                EnqueuedAssert.class);
        this.harness = harness;
        this.task = task;
        this.told = told;
    }

    /**
     * What the messages have in common, and where to say what is wrong with them.
     *
     * @param among all messages of this kind, of whatever task
     * @param what what happened to them, such as {@code enqueued}
     * @param complaints where failures go
     */
    record Told(List<Message> among, String what, Complaints complaints) {}

    /**
     * What a message must be like.
     *
     * @param what what is looked at
     * @param expected what it should be, in words
     * @param complaint what is wrong with a message; {@code null} if nothing is
     */
    private record Condition(String what, String expected, Function<Message, @Nullable String> complaint) {}

    static String shown(Message message) {
        return message.task() + "(" + Words.inputOf(message) + ") " + message.queue() + "/" + message.id();
    }

    private EnqueuedAssert<I> require(String what, Object expected, Function<Message, @Nullable Object> getter) {
        return require(new Condition(what, Words.quoted(expected), message -> {
            Object was = getter.apply(message);
            return expected.equals(was) ? null : "was " + Words.quoted(was);
        }));
    }

    private EnqueuedAssert<I> require(Condition condition) {
        conditions.add(condition);
        return atLeastOnce();
    }

    private List<Message> matching() {
        return actual.stream()
                .filter(message -> conditions.stream()
                        .allMatch(condition -> condition.complaint().apply(message) == null))
                .toList();
    }

    EnqueuedAssert<I> atLeastOnce() {
        if (matching().isEmpty()) {
            fail("Expected that the task \"" + task.name() + "\" was " + told.what() + wanted());
        }
        return this;
    }

    /** Checks the input. */
    public EnqueuedAssert<I> withInput(I input) {
        return require(new Condition("input", String.valueOf(input), message -> {
            try {
                Object was = inputOf(message);
                return Objects.equals(was, input) ? null : "was " + was + Words.differences(input, was);
            } catch (SerializationException e) {
                return "was unreadable: " + e.getMessage();
            }
        }));
    }

    /** Checks the input with assertions of your own. */
    public EnqueuedAssert<I> withInputSatisfying(Consumer<? super I> assertions) {
        return require(new Condition("input", "as asserted", message -> {
            try {
                assertions.accept(inputOf(message));
                return null;
            } catch (AssertionError | SerializationException e) {
                return "was " + Words.inputOf(message) + ": "
                        + String.valueOf(e.getMessage()).strip();
            }
        }));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // decoded as the task's own input type
    private I inputOf(Message message) {
        Payload payload = message.payload();
        return payload == null
                ? null
                : (I) harness.alsek().broker().environment().serializers().read(payload, task.inputType());
    }

    /** Checks the queue. */
    public EnqueuedAssert<I> onQueue(String queue) {
        return require("queue", queue, Message::queue);
    }

    /** Checks the priority. */
    public EnqueuedAssert<I> withPriority(int priority) {
        return require("priority", priority, Message::priority);
    }

    /** Checks the id. */
    public EnqueuedAssert<I> withId(String id) {
        return require("id", id, Message::id);
    }

    /** Checks a value of the metadata. */
    public EnqueuedAssert<I> withMetadata(String key, Object value) {
        return require(
                "metadata \"" + key + "\"",
                value,
                message -> message.settings().metadata().get(key));
    }

    /** Checks how long an attempt may take. */
    public EnqueuedAssert<I> withTimeout(Duration timeout) {
        return require("timeout", timeout, message -> message.settings().timeout());
    }

    /** Checks how long after its making a message becomes ready, give or take so much. */
    public EnqueuedAssert<I> scheduledIn(Duration delay, Duration tolerance) {
        return require(new Condition("delay", Words.span(delay) + " ± " + Words.span(tolerance), message -> {
            Duration was = Duration.between(message.timing().createdAt(), message.readyAt());
            return was.minus(delay).abs().compareTo(tolerance) <= 0 ? null : "was " + Words.span(was);
        }));
    }

    /** Checks how long after its making a message becomes ready. */
    public EnqueuedAssert<I> scheduledIn(Duration delay) {
        return require(
                "delay", delay, message -> Duration.between(message.timing().createdAt(), message.readyAt()));
    }

    /** Checks when a message becomes ready. */
    public EnqueuedAssert<I> scheduledAt(Instant instant) {
        return require("readiness", instant, Message::readyAt);
    }

    /** Checks which message's handler submitted it. */
    public EnqueuedAssert<I> submittedBy(String id) {
        return require("submitter", id, message -> message.lineage().submittedBy());
    }

    /** Checks that there is exactly one. */
    public EnqueuedAssert<I> once() {
        return times(1);
    }

    /** Checks how many there are. */
    public EnqueuedAssert<I> times(int count) {
        int were = matching().size();
        if (were != count) {
            fail("Expected that the task \"" + task.name() + "\" was " + told.what() + " "
                    + (count == 1 ? "once" : count + " times") + wanted() + ", but it was " + were
                    + (were == 1 ? " time" : " times"));
        }
        return this;
    }

    /** Checks that there is nothing else: no other message of this task, and none of another. */
    public EnqueuedAssert<I> andNothingElse() {
        List<Message> others = new ArrayList<>(told.among());
        others.removeAll(matching());
        if (!others.isEmpty()) {
            fail("Expected that nothing else was " + told.what() + " than the task \"" + task.name() + "\"" + wanted()
                    + ", but there were also "
                    + Lines.of(others.stream().map(EnqueuedAssert::shown).toList()));
        }
        return this;
    }

    private String wanted() {
        StringBuilder text = new StringBuilder();
        for (Condition condition : conditions) {
            text.append(text.length() == 0 ? " with " : ", ");
            text.append(condition.what()).append(' ').append(condition.expected());
        }
        return text.toString();
    }

    private void fail(String expectation) {
        if (over) {
            return;
        }
        over = true;
        StringBuilder text = new StringBuilder(expectation).append(".\n");
        if (actual.isEmpty()) {
            List<String> others =
                    told.among().stream().map(Message::task).distinct().toList();
            text.append("It was not ")
                    .append(told.what())
                    .append(" at all; ")
                    .append(told.what())
                    .append(" were ")
                    .append(others.isEmpty() ? "no tasks" : others);
        } else {
            text.append("All of them, the nearest first:");
            actual.stream()
                    .sorted(Comparator.comparingLong(this::misses))
                    .limit(MOST_SHOWN)
                    .forEach(message -> describe(message, text));
            if (actual.size() > MOST_SHOWN) {
                text.append("\n  … and ").append(actual.size() - MOST_SHOWN).append(" more");
            }
        }
        told.complaints().hear(failure("%s%n%n%s", text, told.complaints().dumpOf(harness)));
    }

    /** In how many ways a message is not what it should be. */
    private long misses(Message message) {
        return conditions.stream()
                .filter(condition -> condition.complaint().apply(message) != null)
                .count();
    }

    private void describe(Message message, StringBuilder text) {
        text.append("\n  ").append(shown(message));
        for (Condition condition : conditions) {
            String complaint = condition.complaint().apply(message);
            text.append("\n    ").append(condition.what()).append(": ");
            text.append(complaint == null ? "as expected" : "expected " + condition.expected() + ", but " + complaint);
        }
    }
}
