package io.alsek.test.contract;

import static io.alsek.spi.SubmitOutcome.ACCEPTED;
import static io.alsek.spi.SubmitOutcome.DUPLICATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.DeathReason;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageState;
import io.alsek.spi.StoredMessage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;

/** What happens to messages when they are submitted. */
@DisplayName("Submitting")
public abstract class SubmitContract extends Contract {

    /** Only for subclasses. */
    protected SubmitContract() {}

    @Rule(
            id = "SUBMIT-01",
            says = "A new message is accepted and found ready, untried and in nobody's hands.",
            intent = "Acceptance is the promise that the message will be run.")
    void newMessageIsAcceptedAndReady() {
        Draft draft = message("a").task("resize").priority(7).expiresAt(now().plusSeconds(60));

        assertThat(client.submit(draft)).containsExactly(ACCEPTED);

        StoredMessage stored = client.alive(draft);
        assertThat(stored.message()).isEqualTo(draft.toMessage());
        assertThat(stored.state()).isEqualTo(MessageState.READY);
        assertThat(stored.retries()).isZero();
        assertThat(stored.deliveries()).isZero();
        assertThat(stored.leasedUntil()).isNull();
        assertThat(stored.failure()).isNull();
    }

    @Rule(
            id = "SUBMIT-02",
            says = "An empty batch does nothing, whatever the operation.",
            intent = "Callers collect batches and should not have to look whether one is empty.")
    void emptyBatchesDoNothing() {
        accept("a");

        assertThat(client.queues.submit(List.of())).isEmpty();
        assertThat(client.queues.extend(List.of())).isEmpty();
        assertThat(client.queues.settle(List.of())).isEmpty();
        assertThat(client.queues.withdraw(List.of())).isEmpty();
        assertThat(client.queues.find(List.of())).isEmpty();
        assertThat(client.deadLetters.find(List.of())).isEmpty();
        assertThat(client.deadLetters.replay(List.of())).isEmpty();
        assertThat(client.deadLetters.purge(List.of())).isZero();
        assertThat(client.values.get(List.of())).isEmpty();
        assertThat(client.values.existing(List.of())).isEmpty();
        assertThat(client.values.set(List.of())).isEmpty();
        assertThat(client.values.take(List.of())).isEmpty();
        assertThat(client.values.delete(List.of())).isZero();

        assertThat(client.worker().ids(10)).containsExactly("a");
    }

    @Rule(
            id = "SUBMIT-03",
            says = "Outcomes are listed in the order of the submissions, and a duplicate does not harm its neighbours.",
            intent = "One message too many must not hold up a batch.")
    void outcomesInOrder() {
        accept("b");

        assertThat(client.submit(message("a"), message("b"), message("c")))
                .containsExactly(ACCEPTED, DUPLICATE, ACCEPTED);

        assertThat(client.worker().ids(10)).containsExactly("b", "a", "c");
    }

    @Rule(
            id = "SUBMIT-04",
            says = "A message whose instant has passed is ready at once, behind those that are, and keeps its instant.",
            intent = "A late producer does not jump the queue.")
    void pastReadyAt() {
        accept("a");
        passSeconds(10);
        Draft late = message("b").at(now().minusSeconds(3600));
        Draft ancient = message("c").at(Instant.EPOCH);
        client.accept(late, ancient);

        assertThat(client.alive(late).state()).isEqualTo(MessageState.READY);
        assertThat(client.alive(late).message()).isEqualTo(late.toMessage());
        assertThat(client.worker().ids(10)).containsExactly("a", "b", "c");
    }

    @Rule(id = "SUBMIT-05", says = "A body may be empty.", intent = "Not every task has an argument.")
    void emptyBody() {
        bodySurvives(new byte[0]);
    }

    @Rule(
            id = "SUBMIT-06",
            says = "A body of one mebibyte survives, byte for byte.",
            intent = "That is the size up to which the library lets bodies pass by default.")
    void largeBody() {
        byte[] body = new byte[1 << 20];
        for (int index = 0; index < body.length; index++) {
            body[index] = (byte) (index * 31 + (index >> 8));
        }
        bodySurvives(body);
    }

    @Rule(
            id = "SUBMIT-07",
            says = "A body may hold any bytes, also such as are no text in any encoding.",
            intent = "Bodies are opaque: compressed, encrypted, binary.")
    void everyByte() {
        byte[] body = new byte[3 * 256];
        for (int index = 0; index < body.length; index++) {
            body[index] = (byte) (index < 256 ? index : index < 512 ? 511 - index : 0x80 + index % 128);
        }
        bodySurvives(body);
    }

    private void bodySurvives(byte[] body) {
        Draft draft = message("a").body(body);
        client.accept(draft);

        assertThat(client.alive(draft).message().body()).isEqualTo(body);
        assertThat(anotherClient().worker().takeOne().message().body()).isEqualTo(body);
    }

    @Rule(
            id = "SUBMIT-08",
            says = "A batch may hold a thousand messages, which keep its order.",
            intent = "Producers collect submissions; no backend may drop the tail.")
    void largeBatch() {
        Draft[] batch = IntStream.range(0, 1000)
                .mapToObj(number -> message("m" + number))
                .toArray(Draft[]::new);

        assertThat(client.submit(batch)).hasSize(1000).containsOnly(ACCEPTED);

        assertThat(client.counts().ready()).isEqualTo(1000);
        assertThat(client.worker().ids(1000))
                .isEqualTo(Arrays.stream(batch).map(Draft::id).toList());
    }

    @Rule(
            id = "SUBMIT-09",
            says = "What a client submits, every other client of the namespace sees at once.",
            intent = "Producers and workers are different processes.")
    void seenByOthers() {
        Client other = anotherClient();
        Draft draft = message("a");
        client.accept(draft);

        assertThat(other.find(draft.key())).isPresent();
        assertThat(other.submit(draft)).containsExactly(DUPLICATE);
        assertThat(other.bury(other.worker().takeOne().lease(), DeathReason.FAILED))
                .isEqualTo(LeaseState.HELD);
        assertThat(client.findDead(draft.key())).isPresent();
    }

    @Rule(
            id = "SUBMIT-10",
            says = "The effects of a submission happen if it is accepted, and not if it is a duplicate.",
            intent = "The status SUBMITTED must not overwrite that of the message which is already there.")
    void effectsOnlyIfAccepted() {
        assertThat(client.submit(message("a"), EffectsOf.both("first", "1", message("next to first"))))
                .isEqualTo(ACCEPTED);
        assertThat(client.submit(message("a"), EffectsOf.both("second", "2", message("next to second"))))
                .isEqualTo(DUPLICATE);

        assertThat(client.value("first")).contains("1");
        assertThat(client.value("second")).isEmpty();
        assertThat(client.find(message("next to first").key())).isPresent();
        assertThat(client.find(message("next to second").key())).isEmpty();
    }
}
