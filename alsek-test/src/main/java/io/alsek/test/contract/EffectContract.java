package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.test.contract.Rule.Level.SHOULD;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.ValueWrite.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;

/** What happens together with the transitions of a message: all of it, or nothing. */
@DisplayName("Effects")
public abstract class EffectContract extends Contract {

    /** Only for subclasses. */
    protected EffectContract() {}

    @Rule(
            id = "EFFECT-01",
            says = "Every transition that is made writes its values.",
            intent = "Results and statuses are recorded together with what they tell about.")
    void values() {
        for (Transition transition : Transition.values()) {
            transition.accepted(client, transition.in(message("a")), EffectsOf.value("value of " + transition, "yes"));

            assertThat(client.value("value of " + transition))
                    .as("value of %s", transition)
                    .contains("yes");
        }
    }

    @Rule(
            id = "EFFECT-02",
            says = "Every transition that is made submits its successors.",
            intent = "No chain breaks because a worker died between acknowledging and submitting.")
    void successors() {
        for (Transition transition : Transition.values()) {
            Draft successor = message("after " + transition).queue("next");
            transition.accepted(client, transition.in(message("a")), EffectsOf.successors(successor));

            assertThat(client.find(successor.key()))
                    .as("successor of %s", transition)
                    .isPresent();
            assertThat(client.alive(successor).message()).isEqualTo(successor.toMessage());
            assertThat(client.alive(successor).state()).isEqualTo(MessageState.READY);
        }
    }

    @Rule(
            id = "EFFECT-03",
            says = "A transition that is refused has no effects.",
            intent = "Who may not act on a message may not write in its name either.")
    void noneIfRefused() {
        for (Transition transition : Transition.values()) {
            Draft successor = message("after " + transition).queue("next");
            transition.refused(
                    client, transition.in(message("a")), EffectsOf.both("value of " + transition, "no", successor));

            assertThat(client.value("value of " + transition))
                    .as("value of %s", transition)
                    .isEmpty();
            assertThat(client.find(successor.key()))
                    .as("successor of %s", transition)
                    .isEmpty();
        }
    }

    @Rule(
            id = "EFFECT-04",
            says = "A successor whose id is taken is left out, and everything else happens.",
            intent = "Two branches that end in the same next step submit it once.")
    void takenSuccessor() {
        Draft taken = message("taken").queue("next").priority(3);
        client.accept(taken);
        Lease lease = client.leased(message("a"));

        assertThat(client.complete(
                        lease,
                        EffectsOf.successors(
                                message("taken").queue("next"), message("free").queue("next"))))
                .isEqualTo(HELD);

        assertThat(client.alive(taken).message()).isEqualTo(taken.toMessage());
        assertThat(client.worker(inOrder("next")).idsOneByOne()).containsExactly("free", "taken");
    }

    @Rule(
            id = "EFFECT-05",
            says = "A successor whose id was finished within the duplicate window is left out.",
            intent = "Successors are submissions like any others.")
    void finishedSuccessor() {
        client.finish(message("b"));

        client.complete(client.leased(message("a")), EffectsOf.successors(message("b")));

        client.worker().idle();
    }

    @Rule(
            id = "EFFECT-06",
            says = "Successors may be delayed and have priorities, and queue in their order.",
            intent = "Successors are submissions like any others.")
    void successorsQueue() {
        accept("a", "b");
        Lease lease = client.worker().takeOne().lease();

        client.complete(
                lease,
                EffectsOf.successors(
                        message("z").in(seconds(10)), message("y").priority(1), message("c"), message("d")));

        assertThat(client.worker().idsOneByOne()).containsExactly("b", "c", "d", "y");
        passSeconds(10);
        assertThat(client.worker().idsOneByOne()).containsExactly("z");
    }

    @Rule(
            id = "EFFECT-07",
            says = "Repeating a settlement does not submit its successors again, even if their ids are free by now.",
            intent = "A chain must not run twice because a reply was lost.")
    void repeatedSettlement() {
        Client forgetful = client(new QueuePolicy(5, Duration.ZERO, null));
        Lease lease = forgetful.leased(message("a"));
        Effects effects = EffectsOf.both("result", "1", message("b"));
        forgetful.complete(lease, effects);
        forgetful.complete(forgetful.worker().takeOne().lease());
        forgetful.setValue("result", "2", null);

        forgetful.complete(lease, effects);

        assertThat(forgetful.value("result")).contains("2");
        forgetful.worker().idle();
    }

    @Rule(
            id = "EFFECT-08",
            says = "A write whose condition is not met is left out, and everything else happens.",
            intent = "Conditions protect values, they do not veto transitions.")
    void unmetCondition() {
        client.setValue("old", "1", null);
        byte[] two = "2".getBytes(UTF_8);
        Lease lease = client.leased(message("a"));

        assertThat(client.complete(
                        lease,
                        EffectsOf.writes(
                                new ValueWrite("old", two, null, Condition.IF_ABSENT),
                                new ValueWrite("new", two, null, Condition.IF_PRESENT),
                                ValueWrite.of("other", two, null))))
                .isEqualTo(HELD);

        assertThat(client.value("old")).contains("1");
        assertThat(client.value("new")).isEmpty();
        assertThat(client.value("other")).contains("2");
        assertThat(client.find(lease.key())).isEmpty();
    }

    @Rule(
            id = "EFFECT-09",
            says = "Values written with a transition live as long as their TTL says, or as the value before them.",
            intent = "A status keeps its TTL from submission to the end.")
    void timeToLive() {
        byte[] bytes = {1};
        client.submit(message("a"), EffectsOf.writes(ValueWrite.of("status", bytes, seconds(100))));
        passSeconds(60);

        client.complete(
                client.worker().takeOne().lease(),
                EffectsOf.writes(ValueWrite.of("status", bytes, null), ValueWrite.of("result", bytes, seconds(100))));

        passSeconds(39);
        assertThat(client.values.existing(List.of("status", "result"))).containsOnly("status", "result");
        passSeconds(1);
        assertThat(client.values.existing(List.of("status", "result"))).containsOnly("result");
        passSeconds(60);
        assertThat(client.values.existing(List.of("status", "result"))).isEmpty();
    }

    @Rule(
            id = "EFFECT-10",
            says = "Of two writes to one key the later one stands.",
            intent = "A list of writes means the same as its elements one after the other.")
    void lastWriteStands() {
        Effects effects = EffectsOf.writes(
                ValueWrite.of("key", "1".getBytes(UTF_8), null), ValueWrite.of("key", "2".getBytes(UTF_8), null));

        client.complete(client.leased(message("a")), effects);

        assertThat(client.value("key")).contains("2");
    }

    @Rule(
            id = "EFFECT-11",
            says = "No observer sees a message gone without its result and successor, or these while it is there.",
            intent = "All or nothing: whoever dies in between leaves no half-done transition behind.",
            level = STOCHASTIC)
    void observedSettlements() {
        int rounds = 150;
        Client observing = anotherClient();
        List<Lease> leases = IntStream.range(0, rounds)
                .mapToObj(number -> client.leased(message("m" + number)))
                .toList();

        Race.<String>between(
                () -> {
                    for (Lease lease : leases) {
                        String id = lease.key().id();
                        client.complete(
                                lease,
                                EffectsOf.both(
                                        "result " + id,
                                        "done",
                                        message("after " + id).queue("next")));
                    }
                    return "settled";
                },
                () -> {
                    for (Lease lease : leases) {
                        observeUntilGone(observing, lease.key());
                    }
                    return "observed";
                });
    }

    private static void observeUntilGone(Client observing, MessageKey key) {
        String result = "result " + key.id();
        MessageKey successor = new MessageKey("next", "after " + key.id());
        boolean gone = false;
        while (!gone && !Thread.currentThread().isInterrupted()) {
            boolean resultThere = !observing.values.existing(List.of(result)).isEmpty();
            boolean successorThere = observing.find(successor).isPresent();
            gone = observing.find(key).isEmpty();
            if (resultThere || successorThere) {
                assertThat(gone)
                        .as("%s is gone when its effects are there", key)
                        .isTrue();
            }
        }
        assertThat(observing.value(result))
                .as("result of %s, which is gone", key)
                .isPresent();
        assertThat(observing.find(successor))
                .as("successor of %s, which is gone", key)
                .isPresent();
    }

    @Rule(
            id = "EFFECT-12",
            says = "However many threads move messages about, the counts are exact when they are done.",
            intent = "Counts must not drift.",
            level = STOCHASTIC)
    void countsAfterARace() {
        for (int number = 0; number < 30; number++) {
            accept("m" + number);
        }
        List<Client> clients = List.of(client, anotherClient());

        Race.run(4, number -> {
            moveAbout(clients.get(number % 2), 50);
            return number;
        });

        assertThat(client.counts()).isEqualTo(new QueueCounts(30, 0, 0, 0, false));
        assertThat(client.admin.waitingByTask(Draft.QUEUE)).isEqualTo(Map.of(Draft.TASK, 30L));
        assertThat(client.worker().idsOneByOne()).hasSize(30).doesNotHaveDuplicates();
    }

    @Rule(
            id = "EFFECT-13",
            says = "While messages move about, no observer counts one too many or one too few.",
            intent = "A count that is taken at one moment needs no explanation; some backends trade that for speed.",
            level = SHOULD)
    void countsDuringARace() {
        int messages = 8;
        for (int number = 0; number < messages; number++) {
            accept("m" + number);
        }
        Client observing = anotherClient();

        Race.<String>between(
                () -> {
                    moveAbout(client, 150);
                    return "moved";
                },
                () -> {
                    for (int look = 0; look < 300; look++) {
                        QueueCounts counts = observing.counts();
                        assertThat(counts.alive()).as("%s", counts).isEqualTo(messages);
                    }
                    return "observed";
                });
    }

    private void moveAbout(Client moving, int rounds) {
        Worker worker = moving.worker();
        for (int round = 0; round < rounds; round++) {
            List<Lease> leases = new ArrayList<>();
            for (ClaimedMessage claimed : worker.take(3)) {
                leases.add(claimed.lease());
            }
            for (int index = 0; index < leases.size(); index++) {
                if ((round + index) % 2 == 0) {
                    moving.retry(leases.get(index), now());
                } else {
                    moving.release(leases.get(index));
                }
            }
        }
    }
}
