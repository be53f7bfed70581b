package io.alsek.test.contract;

import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.MessageState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/** Who gets which message, and in which order. */
@DisplayName("Claiming")
public abstract class ClaimContract extends Contract {

    /** Only for subclasses. */
    protected ClaimContract() {}

    @Rule(
            id = "CLAIM-01",
            says = "A claim that finds nothing says so at once: no messages, no more, no instant.",
            intent = "Waiting is the caller's business, in virtual time as in real time.")
    void nothingThere() {
        Claims claims = client.worker().claim(10);

        assertThat(claims.messages()).isEmpty();
        assertThat(claims.condemned()).isEmpty();
        assertThat(claims.more()).isFalse();
        assertThat(claims.nextAt()).isNull();
    }

    @Rule(
            id = "CLAIM-02",
            says = "A claim never brings more messages than it asks for.",
            intent = "A worker claims only what it has free slots for; what it cannot run it would strand.")
    void neverMoreThanAskedFor() {
        accept("a", "b", "c", "d", "e");
        Worker worker = client.worker();

        assertThat(worker.ids(1)).containsExactly("a");
        assertThat(worker.ids(3)).containsExactly("b", "c", "d");
    }

    @Rule(
            id = "CLAIM-03",
            says = "A claim that asks for more than there is brings all there is.",
            intent = "One round trip, not one per message.")
    void allThereIs() {
        accept("a", "b", "c");

        assertThat(client.worker().ids(100)).containsExactly("a", "b", "c");
    }

    @Rule(
            id = "CLAIM-04",
            says = "Messages of equal priority come first in, first out, also when submitted in the same millisecond.",
            intent = "Fairness among equals.")
    void firstInFirstOut() {
        List<String> ids =
                IntStream.range(0, 50).mapToObj(number -> "m" + number).toList();
        for (String id : ids) {
            accept(id);
            passMillis(id.length() % 2);
        }

        assertThat(client.worker().idsOneByOne()).isEqualTo(ids);
    }

    @Rule(
            id = "CLAIM-05",
            says = "A lower priority number comes first, whenever it was submitted.",
            intent = "Urgent work overtakes.")
    void lowerNumberFirst() {
        client.accept(
                message("c").priority(10),
                message("d").priority(Integer.MAX_VALUE),
                message("b").priority(9),
                message("a").priority(0));

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c", "d");
    }

    @Rule(
            id = "CLAIM-06",
            says = "Within one claim and from claim to claim the order is the same: priority, then arrival.",
            intent = "How many slots a worker has must not change the order.")
    void orderWithinOneClaim() {
        for (int round = 0; round < 3; round++) {
            for (int priority = 3; priority >= 0; priority--) {
                client.accept(message("p" + priority + "-" + round).priority(priority));
            }
        }
        Worker worker = client.worker();

        List<String> ids = new ArrayList<>(worker.ids(5));
        ids.addAll(worker.ids(5));
        ids.addAll(worker.ids(5));

        assertThat(ids).isSorted().hasSize(12);
    }

    @Rule(
            id = "CLAIM-07",
            says = "Within a queue priority, then arrival, hold across all tasks.",
            intent = "Tasks are names, not lanes, unless a subscription makes them lanes.")
    void acrossTasks() {
        client.accept(
                message("c").task("y").priority(1),
                message("d").task("x").priority(1),
                message("e").task("y").priority(1),
                message("a").task("x"),
                message("b").task("z"));

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c", "d", "e");
    }

    @Rule(
            id = "CLAIM-08",
            says = "A later message of lower number overtakes those that still wait.",
            intent = "The order is decided when a message is claimed, not when it is submitted.")
    void overtakes() {
        client.accept(message("b").priority(5), message("c").priority(5));
        Worker worker = client.worker();
        client.accept(message("a").priority(4));

        assertThat(worker.ids(1)).containsExactly("a");
        assertThat(worker.ids(2)).containsExactly("b", "c");
    }

    @Rule(
            id = "CLAIM-09",
            says = "A claimed message is not claimed by anybody else, in this session, another or another client.",
            intent = "One holder.")
    void oneHolder() {
        accept("a");
        Worker worker = client.worker();
        worker.takeOne();

        worker.idle();
        client.worker().idle();
        anotherClient().worker().idle();
    }

    @Rule(
            id = "CLAIM-10",
            says = "A claimed message is as it was submitted, delivered once, without failed attempts.",
            intent = "The worker runs what the producer meant.")
    void asSubmitted() {
        Draft draft = message("a").task("resize").priority(3).expiresAt(now().plusSeconds(99));
        client.accept(draft);

        ClaimedMessage claimed = client.worker().takeOne();

        assertThat(claimed.message()).isEqualTo(draft.toMessage());
        assertThat(claimed.deliveries()).isEqualTo(1);
        assertThat(claimed.retries()).isZero();
        assertThat(claimed.failure()).isNull();
    }

    @Rule(
            id = "CLAIM-11",
            says = "A lease names its message and ends as long after the claim as was asked for, to the millisecond.",
            intent = "The worker plans its heartbeat by it.")
    void leaseOfClaim() {
        requireThatTimeStandsStill();
        Draft draft = message("a");
        client.accept(draft);
        passMillis(17);

        ClaimedMessage claimed = client.worker().takeOne(millis(12_345));

        assertThat(claimed.lease().key()).isEqualTo(draft.key());
        assertThat(claimed.lease().expiresAt()).isEqualTo(now().plusMillis(12_345));
        assertThat(client.alive(draft).state()).isEqualTo(MessageState.LEASED);
        assertThat(client.alive(draft).leasedUntil()).isEqualTo(now().plusMillis(12_345));
        assertThat(client.alive(draft).deliveries()).isEqualTo(1);
    }

    @Rule(
            id = "CLAIM-12",
            says = "No two leases have the same token.",
            intent = "The token is the fence; guessing or reusing one would open it.")
    void tokensDiffer() {
        accept("a", "b", "c");
        List<ClaimedMessage> first = client.worker().take(10);
        passSeconds(30);
        List<ClaimedMessage> second = anotherClient().worker().take(10);

        assertThat(Stream.concat(first.stream(), second.stream())
                        .map(claimed -> claimed.lease().token()))
                .hasSize(6)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Rule(
            id = "CLAIM-13",
            says = "A claim tells truly whether it left something behind that this session could claim.",
            intent = "A worker that believes there is nothing more goes to sleep.")
    void more() {
        accept("a", "b", "c");
        Worker worker = client.worker();

        assertThat(worker.claim(2).more()).as("with one message left").isTrue();
        assertThat(worker.claim(1).more()).as("with nothing left").isFalse();
    }

    @Rule(
            id = "CLAIM-14",
            says = "Two sessions share what there is, in order.",
            intent = "Adding workers divides the work.")
    void shared() {
        accept("a", "b", "c", "d");
        Worker one = client.worker();
        Worker other = anotherClient().worker();

        assertThat(one.ids(1)).containsExactly("a");
        assertThat(other.ids(2)).containsExactly("b", "c");
        assertThat(one.ids(2)).containsExactly("d");
    }

    @Rule(
            id = "CLAIM-15",
            says = "Eight racing claimers get each of a thousand messages exactly once.",
            intent = "One holder, under load.",
            level = STOCHASTIC)
    void racingClaimers() {
        Draft[] batch = IntStream.range(0, 1000)
                .mapToObj(number -> message("m" + number))
                .toArray(Draft[]::new);
        client.accept(batch);
        List<Client> clients = List.of(client, anotherClient());

        List<List<String>> taken = Race.run(8, number -> {
            Worker worker = clients.get(number % 2).worker();
            List<String> ids = new ArrayList<>();
            List<String> next = worker.ids(1 + number);
            while (!next.isEmpty()) {
                ids.addAll(next);
                next = worker.ids(1 + number);
            }
            return ids;
        });

        assertThat(taken.stream().flatMap(List::stream)).hasSize(1000).doesNotHaveDuplicates();
    }

    @Rule(
            id = "CLAIM-16",
            says = "Threads that claim through one session never get the same message.",
            intent = "Sessions are thread-safe.",
            level = STOCHASTIC)
    void racingThreadsOfOneSession() {
        client.accept(IntStream.range(0, 400)
                .mapToObj(number -> message("m" + number))
                .toArray(Draft[]::new));
        Worker worker = client.worker();

        List<List<String>> taken = Race.run(4, number -> {
            List<String> ids = new ArrayList<>();
            for (int claim = 0; claim < 100; claim++) {
                ids.addAll(worker.ids(1));
            }
            return ids;
        });

        assertThat(taken.stream().flatMap(List::stream)).hasSize(400).doesNotHaveDuplicates();
    }
}
