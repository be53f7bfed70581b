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

    DeadLetterAssert(AlsekHarness harness, List<DeadMessage> dead) {
        super(dead, DeadLetterAssert.class);
        this.harness = harness;
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
        if (left.isEmpty()) {
            throw failure(
                    "Expected a dead letter %s, but there are only %s%n%n%s",
                    what, Lines.of(actual.stream().map(DeadLetterAssert::shown).toList()), harness.dump());
        }
        return new DeadLetterAssert(harness, left);
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
