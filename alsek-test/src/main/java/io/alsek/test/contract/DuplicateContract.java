package io.alsek.test.contract;

import static io.alsek.spi.SubmitOutcome.ACCEPTED;
import static io.alsek.spi.SubmitOutcome.DUPLICATE;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.LeaseState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.SubmitOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** Which ids are refused, and until when. */
@DisplayName("Duplicates")
public abstract class DuplicateContract extends Contract {

    /** Only for subclasses. */
    protected DuplicateContract() {}

    @Rule(
            id = "DUPLICATE-01",
            says = "Of two messages with the same id in one batch the first is accepted and the second a duplicate.",
            intent = "A batch means the same as its elements one after the other.")
    void duplicateWithinBatch() {
        Draft first = message("a");

        assertThat(client.submit(first, message("a").priority(1), message("b")))
                .containsExactly(ACCEPTED, DUPLICATE, ACCEPTED);

        assertThat(client.alive(first).message()).isEqualTo(first.toMessage());
    }

    @Rule(
            id = "DUPLICATE-02",
            says = "The id of a ready message is refused, and the message stays as it was.",
            intent = "A producer that repeats itself after a lost reply must not run the task twice or change it.")
    void duplicateOfReady() {
        Draft first = message("a");
        client.accept(first);

        assertThat(client.submit(message("a").task("other").priority(9).body(new byte[] {1})))
                .containsExactly(DUPLICATE);

        assertThat(client.alive(first).message()).isEqualTo(first.toMessage());
        assertThat(client.worker().idsOneByOne()).containsExactly("a");
    }

    @Rule(
            id = "DUPLICATE-03",
            says = "The id of a delayed message is refused, and the message stays as it was.",
            intent = "Submitting again must not pull a delayed message forward.")
    void duplicateOfDelayed() {
        Draft first = message("a").in(seconds(60));
        client.accept(first);

        assertThat(client.submit(message("a"))).containsExactly(DUPLICATE);

        assertThat(client.alive(first).message()).isEqualTo(first.toMessage());
        client.worker().idle();
    }

    @Rule(
            id = "DUPLICATE-04",
            says = "The id of a leased message is refused, and the lease stays valid.",
            intent = "A message that runs is alive.")
    void duplicateOfLeased() {
        Draft first = message("a");
        var lease = client.leased(first);

        assertThat(client.submit(message("a").priority(3))).containsExactly(DUPLICATE);

        assertThat(client.complete(lease)).isEqualTo(LeaseState.HELD);
    }

    @Rule(
            id = "DUPLICATE-05",
            says = "The id of a dead letter is refused, also when the duplicate window is over.",
            intent = "A failed message comes back by replay, not by accident.")
    void duplicateOfDead() {
        Draft first = message("a");
        client.kill(first);

        assertThat(client.submit(message("a"))).containsExactly(DUPLICATE);
        pass(WINDOW.plusDays(1));
        assertThat(client.submit(message("a"))).containsExactly(DUPLICATE);

        assertThat(client.dead(first).message()).isEqualTo(first.toMessage());
        client.worker().idle();
    }

    @Rule(
            id = "DUPLICATE-06",
            says = "The id of a completed message is refused up to the last millisecond of the duplicate window.",
            intent = "A late repetition is still a repetition.")
    void duplicateWithinWindow() {
        client.finish(message("a"));

        assertThat(client.submit(message("a"))).containsExactly(DUPLICATE);
        pass(WINDOW.minusMillis(1));
        assertThat(client.submit(message("a"))).containsExactly(DUPLICATE);

        client.worker().idle();
    }

    @Rule(
            id = "DUPLICATE-07",
            says = "When the duplicate window ends, at that very instant, the id is free again.",
            intent = "Like all spans of time in these interfaces, the window excludes its end.")
    void windowEnds() {
        client.finish(message("a"));

        pass(WINDOW);

        assertThat(client.submit(message("a"))).containsExactly(ACCEPTED);
        assertThat(client.worker().ids(10)).containsExactly("a");
    }

    @Rule(
            id = "DUPLICATE-08",
            says = "The duplicate window begins when the message is finished, not when it was submitted.",
            intent = "However long a message waits, its repetition is recognised.")
    void windowBeginsAtTheEnd() {
        client.accept(message("a"));
        pass(WINDOW.plusHours(1));
        client.complete(client.worker().takeOne().lease());

        pass(WINDOW.minusMillis(1));

        assertThat(client.submit(message("a"))).containsExactly(DUPLICATE);
    }

    @Rule(
            id = "DUPLICATE-09",
            says = "A refused submission does not prolong the duplicate window.",
            intent = "A producer that keeps trying must get through one day.")
    void refusalsDoNotProlong() {
        client.finish(message("a"));
        pass(WINDOW.dividedBy(2));
        assertThat(client.submit(message("a"))).containsExactly(DUPLICATE);

        pass(WINDOW.dividedBy(2));

        assertThat(client.submit(message("a"))).containsExactly(ACCEPTED);
    }

    @Rule(
            id = "DUPLICATE-10",
            says = "Without a duplicate window the id is free as soon as the message is completed.",
            intent = "Zero means not at all.")
    void noWindow() {
        Client forgetful = client(new QueuePolicy(5, Duration.ZERO, null));
        forgetful.finish(message("a"));

        assertThat(forgetful.submit(message("a"))).containsExactly(ACCEPTED);
    }

    @Rule(
            id = "DUPLICATE-11",
            says = "The id of a message that was dropped on failure is refused for the duplicate window.",
            intent = "Whether dead letters are kept makes no difference to producers.")
    void windowWithoutDeadLetters() {
        Client dropping = client(new QueuePolicy(5, WINDOW, null));
        dropping.kill(message("a"));

        pass(WINDOW.minusMillis(1));
        assertThat(dropping.submit(message("a"))).containsExactly(DUPLICATE);
        passMillis(1);
        assertThat(dropping.submit(message("a"))).containsExactly(ACCEPTED);
    }

    @Rule(
            id = "DUPLICATE-12",
            says = "A dead letter's id is refused for the whole duplicate window, even if the letter itself is over.",
            intent = "Short-lived dead letters must not open a gap in the window.")
    void windowOutlivesDeadLetter() {
        Client hasty = client(new QueuePolicy(5, WINDOW, seconds(10)));
        hasty.kill(message("a"));

        pass(WINDOW.minusMillis(1));
        assertThat(hasty.submit(message("a"))).containsExactly(DUPLICATE);
        passMillis(1);
        assertThat(hasty.submit(message("a"))).containsExactly(ACCEPTED);
    }

    @Rule(
            id = "DUPLICATE-13",
            says = "When a dead letter is over and the window too, its id is free, at that very instant.",
            intent = "What nobody can see any more must not block anybody.")
    void deadLetterEnds() {
        client.kill(message("a"));

        pass(DEAD_LETTER_TTL.minusMillis(1));
        assertThat(client.submit(message("a"))).containsExactly(DUPLICATE);
        passMillis(1);
        assertThat(client.submit(message("a"))).containsExactly(ACCEPTED);
        assertThat(client.worker().ids(10)).containsExactly("a");
    }

    @Rule(
            id = "DUPLICATE-14",
            says = "An id is unique within its queue: the same id in another queue is another message.",
            intent = "Queues do not know of each other.")
    void sameIdInOtherQueue() {
        Draft here = message("a");
        Draft there = message("a").queue("elsewhere");

        assertThat(client.submit(here, there)).containsExactly(ACCEPTED, ACCEPTED);
        client.complete(client.worker(inOrder("elsewhere")).takeOne().lease());

        assertThat(client.find(here.key())).isPresent();
        assertThat(client.find(there.key())).isEmpty();
    }

    @Rule(
            id = "DUPLICATE-15",
            says = "Of any number of simultaneous submissions of one id exactly one is accepted.",
            intent = "Accepted once, also when two web servers handle the same click.",
            level = STOCHASTIC)
    void simultaneousDuplicates() {
        List<Client> clients = List.of(client, anotherClient());
        for (int round = 0; round < 20; round++) {
            String id = "a" + round;
            List<SubmitOutcome> outcomes = Race.run(
                    32, number -> clients.get(number % 2).submit(message(id)).get(0));
            assertThat(outcomes).as("round %s", round).containsOnlyOnce(ACCEPTED);
        }
        assertThat(client.counts().ready()).isEqualTo(20);
    }

    @Rule(
            id = "DUPLICATE-16",
            says = "Repeating a batch changes nothing more.",
            intent = "After an unknown outcome the client sends the same again.")
    void repeatedBatch() {
        Draft[] batch = {message("a"), message("b").in(seconds(5)), message("c").priority(2)};
        client.accept(batch);

        assertThat(client.submit(batch)).containsOnly(DUPLICATE);

        assertThat(client.counts().alive()).isEqualTo(3);
        passSeconds(5);
        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c");
    }
}
