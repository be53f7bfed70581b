package io.alsek.test;

import io.alsek.broker.DeadMessage;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/** Assertions on the dead letters of one task; each narrows them down. To make them is to expect these failures. */
public final class DeadLetterAssert extends AbstractAssert<DeadLetterAssert, List<DeadMessage>> {

    private final AlsekHarness harness;

    private final Complaints complaints;

    /** Whether it has failed, softly: then there is nothing left to be said. */
    private final boolean over;

    DeadLetterAssert(AlsekHarness harness, List<DeadMessage> dead, Complaints complaints, boolean over) {
        super(dead, DeadLetterAssert.class);
        this.harness = harness;
        this.complaints = complaints;
        this.over = over;
        dead.forEach(
                letter -> harness.parts().journal().acknowledge(letter.key().id()));
    }

    static String taskOf(DeadMessage dead) {
        // What cannot be decoded waits under its task all the same.
        return dead.message().map(Message::task).orElse(dead.letter().message().task());
    }

    static String shown(DeadMessage dead) {
        return dead.key() + " (" + taskOf(dead) + ") " + dead.reason() + ": "
                + dead.failure().summary();
    }

    private DeadLetterAssert narrow(String what, Predicate<DeadMessage> condition) {
        List<DeadMessage> left = actual.stream().filter(condition).toList();
        boolean fails = left.isEmpty() && !over;
        if (fails) {
            complain("Expected a dead letter " + what + ", but there are only ");
        }
        return new DeadLetterAssert(harness, left, complaints, over || fails);
    }

    private void complain(String expectation) {
        complaints.hear(failure(
                "%s%s%n%n%s",
                expectation,
                Lines.of(actual.stream().map(DeadLetterAssert::shown).toList()),
                complaints.dumpOf(harness)));
    }

    /** Checks that there is exactly one. */
    public DeadLetterAssert once() {
        return times(1);
    }

    /** Checks how many there are. */
    public DeadLetterAssert times(int count) {
        if (!over && actual.size() != count) {
            complain("Expected " + count + " dead letters, but there are ");
        }
        return this;
    }

    /** Checks which message it is. */
    public DeadLetterAssert withId(String id) {
        return narrow("with the id \"" + id + "\"", dead -> dead.key().id().equals(id));
    }

    /** Checks why a message is dead. */
    public DeadLetterAssert because(DeathReason reason) {
        return narrow("with the reason " + reason, dead -> dead.reason() == reason);
    }

    /** Checks which exception the last attempt ended with. */
    public DeadLetterAssert withException(Class<? extends Throwable> type) {
        return narrow(
                "with a " + type.getName(), dead -> dead.failure().className().equals(type.getName()));
    }

    /** Checks the text of the exception. */
    public DeadLetterAssert withMessageContaining(String part) {
        return narrow("whose message contains \"" + part + "\"", dead -> {
            String text = dead.failure().message();
            return text != null && text.contains(part);
        });
    }
}
