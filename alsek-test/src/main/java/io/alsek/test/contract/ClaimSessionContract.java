package io.alsek.test.contract;

import static io.alsek.test.contract.Worker.LEASE;
import static io.alsek.test.contract.Worker.idsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.LeaseState;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.Subscription.TasksInOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

/** Nonces, the instant to look again, pauses, and the end of a session. */
@DisplayName("Sessions")
public abstract class ClaimSessionContract extends Contract {

    /** Only for subclasses. */
    protected ClaimSessionContract() {}

    @Rule(
            id = "SESSION-01",
            says = "Repeating a claim with its nonce brings the same messages under the same leases.",
            intent = "A worker whose reply was lost gets it again instead of stranding the messages.")
    void repeatedNonce() {
        accept("a", "b", "c");
        Worker worker = client.worker();
        Claims first = worker.claim(2, LEASE, "n");

        Claims again = worker.claim(2, LEASE, "n");

        assertThat(again.messages()).extracting(ClaimedMessage::lease).isEqualTo(leases(first));
        assertThat(again.messages())
                .extracting(ClaimedMessage::message)
                .isEqualTo(
                        first.messages().stream().map(ClaimedMessage::message).toList());
        assertThat(again.messages()).extracting(ClaimedMessage::deliveries).containsExactly(1, 1);
    }

    @Rule(
            id = "SESSION-02",
            says =
                    "A repeated nonce brings only those messages whose lease is still held, and nothing new beside them.",
            intent = "What was settled meanwhile must not run again.")
    void repeatedNonceAfterSettling() {
        accept("a", "b", "c");
        Worker worker = client.worker();
        Claims first = worker.claim(2, LEASE, "n");
        client.complete(first.messages().get(0).lease());

        assertThat(idsOf(worker.claim(2, LEASE, "n").messages())).containsExactly("b");
    }

    @Rule(
            id = "SESSION-03",
            says = "A repeated nonce claims anew when none of its messages is held any more.",
            intent = "A caller that clings to a nonce is not starved.")
    void repeatedNonceWithNothingHeld() {
        accept("a", "b", "c");
        Worker worker = client.worker();
        Claims first = worker.claim(2, LEASE, "n");
        first.messages().forEach(claimed -> client.complete(claimed.lease()));

        assertThat(idsOf(worker.claim(2, LEASE, "n").messages())).containsExactly("c");
    }

    @Rule(
            id = "SESSION-04",
            says = "A repeated nonce that brought nothing claims anew.",
            intent = "An empty reply may be asked for again without harm.")
    void repeatedNonceOfNothing() {
        Worker worker = client.worker();
        assertThat(worker.claim(2, LEASE, "n").messages()).isEmpty();
        accept("a");

        assertThat(idsOf(worker.claim(2, LEASE, "n").messages())).containsExactly("a");
    }

    @Rule(
            id = "SESSION-05",
            says = "A repeated nonce does not bring back messages that somebody else has taken over.",
            intent = "A lease that was lost is not given back.")
    void repeatedNonceAfterTakeover() {
        accept("a", "b");
        Worker worker = client.worker();
        worker.claim(2, LEASE, "n");
        pass(LEASE);
        assertThat(client.worker().ids(1)).containsExactly("a");

        assertThat(idsOf(worker.claim(2, LEASE, "n").messages())).doesNotContain("a");
    }

    @Rule(id = "SESSION-06", says = "A new nonce is a new claim.", intent = "Only repetitions are recognised.")
    void newNonce() {
        accept("a", "b");
        Worker worker = client.worker();

        assertThat(idsOf(worker.claim(1, LEASE, "n1").messages())).containsExactly("a");
        assertThat(idsOf(worker.claim(1, LEASE, "n2").messages())).containsExactly("b");
    }

    @Rule(
            id = "SESSION-07",
            says = "The nonces of two sessions have nothing to do with each other.",
            intent = "Sessions choose their nonces without talking to each other.")
    void noncesOfTwoSessions() {
        accept("a", "b", "c");

        assertThat(idsOf(client.worker().claim(1, LEASE, "n").messages())).containsExactly("a");
        assertThat(idsOf(client.worker().claim(1, LEASE, "n").messages())).containsExactly("b");
        assertThat(idsOf(anotherClient().worker().claim(1, LEASE, "n").messages()))
                .containsExactly("c");
    }

    @Rule(
            id = "SESSION-08",
            says = "A claim that leaves nothing behind names the instant at which the next delayed message falls due.",
            intent = "A worker sleeps until then, not until some polling interval is over.")
    void nextAtOfDelayed() {
        Instant due = now().plusSeconds(40);
        client.accept(message("b").at(due.plusSeconds(1)), message("a").at(due));

        assertThat(client.worker().claim(1).nextAt()).isEqualTo(due);
    }

    @Rule(
            id = "SESSION-09",
            says = "A claim that leaves nothing behind names the instant at which somebody else's lease runs out.",
            intent = "A dead worker's messages are taken over on time, without any sweep.")
    void nextAtOfLease() {
        accept("a");
        Instant end = client.worker().takeOne(seconds(20)).lease().expiresAt();

        assertThat(anotherClient().worker().claim(1).nextAt()).isEqualTo(end);
    }

    @Rule(
            id = "SESSION-10",
            says = "The earliest instant counts, whether a message falls due or a lease runs out.",
            intent = "Neither may be slept through.")
    void nextAtIsTheEarliest() {
        accept("a");
        Instant leaseEnd = client.worker().takeOne(seconds(20)).lease().expiresAt();
        Worker worker = client.worker();
        Instant later = leaseEnd.plusSeconds(1);
        client.accept(message("b").at(later));
        assertThat(worker.claim(1).nextAt()).isEqualTo(leaseEnd);
        Instant earlier = leaseEnd.minusSeconds(1);
        client.accept(message("c").at(earlier));
        assertThat(worker.claim(1).nextAt()).isEqualTo(earlier);
    }

    @Rule(
            id = "SESSION-11",
            says = "A claim names no instant on behalf of messages that its session could not claim.",
            intent = "A worker is not woken for other people's work.")
    void nextAtConcernsThisSession() {
        client.accept(
                message("a").task("theirs").in(seconds(10)),
                message("b").queue("elsewhere").in(seconds(10)),
                message("c").task("theirs"));
        client.worker(new TasksInOrder(Map.of(Draft.QUEUE, List.of("theirs")), Rotation.STRICT))
                .takeOne();

        Worker worker = client.worker(new TasksInOrder(Map.of(Draft.QUEUE, List.of("mine")), Rotation.STRICT));

        assertThat(worker.claim(1).nextAt()).isNull();
    }

    @Rule(
            id = "SESSION-12",
            says = "Nothing is claimed from a paused queue, and nothing there counts as more.",
            intent = "Pausing stops the work now, without losing any.")
    void paused() {
        accept("a");
        client.accept(message("b").queue("other"));
        client.admin.pause(Draft.QUEUE);
        Worker worker = client.worker();

        Claims claims = worker.claim(10);

        assertThat(idsOf(claims.messages())).containsExactly("b");
        assertThat(claims.more()).isFalse();
        anotherClient().worker(inOrder(Draft.QUEUE)).idle();
    }

    @Rule(
            id = "SESSION-13",
            says = "A paused queue keeps accepting, and what is leased may be extended and settled.",
            intent = "Only new work is held back.")
    void pausedButAlive() {
        accept("a", "b");
        Worker worker = client.worker();
        List<ClaimedMessage> taken = worker.take(2);
        client.admin.pause(Draft.QUEUE);

        accept("c");
        assertThat(client.extend(taken.get(0).lease(), seconds(60))).isEqualTo(LeaseState.HELD);
        assertThat(client.complete(taken.get(0).lease())).isEqualTo(LeaseState.HELD);
        assertThat(client.release(taken.get(1).lease())).isEqualTo(LeaseState.HELD);
        worker.idle();
    }

    @Rule(
            id = "SESSION-14",
            says = "After a pause claims go on in the old order.",
            intent = "A pause is as if no time had passed.")
    void resumed() {
        accept("a", "b");
        client.admin.pause(Draft.QUEUE);
        accept("c");
        passSeconds(100);
        client.admin.resume(Draft.QUEUE);
        accept("d");

        assertThat(client.worker().ids(10)).containsExactly("a", "b", "c", "d");
    }

    @Rule(
            id = "SESSION-15",
            says = "A closed session claims no more, its leases stay, and closing it again is harmless.",
            intent = "A worker that shuts down stops claiming first and finishes what it has.")
    void closed() {
        accept("a", "b");
        Worker worker = client.worker();
        var lease = worker.takeOne().lease();

        worker.session().close();
        worker.session().close();

        assertThatThrownBy(() -> worker.claim(1)).isInstanceOf(IllegalStateException.class);
        assertThat(client.complete(lease)).isEqualTo(LeaseState.HELD);
        assertThat(client.worker().ids(10)).containsExactly("b");
    }

    private static List<?> leases(Claims claims) {
        return claims.messages().stream().map(ClaimedMessage::lease).toList();
    }
}
