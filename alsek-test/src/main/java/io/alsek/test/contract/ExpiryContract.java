package io.alsek.test.contract;

import static io.alsek.spi.DeathReason.EXPIRED;
import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.test.contract.Worker.LEASE;
import static io.alsek.test.contract.Worker.idsOf;
import static io.alsek.test.contract.Worker.idsOfCondemned;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageState;
import io.alsek.spi.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** Messages whose time to live runs out. */
@DisplayName("Expiry")
public abstract class ExpiryContract extends Contract {

    /** Only for subclasses. */
    protected ExpiryContract() {}

    @Rule(
            id = "EXPIRY-01",
            says = "Up to the last millisecond before it expires, a message is delivered.",
            intent = "The time to live is not cut short.")
    void notEarly() {
        client.accept(expiring("a"));

        pass(seconds(60).minusMillis(1));

        assertThat(client.worker().ids(1)).containsExactly("a");
    }

    @Rule(
            id = "EXPIRY-02",
            says = "From the very instant at which it expires, a claim condemns a message instead of delivering it.",
            intent = "Work that came too late is not done, and not silently dropped either.")
    void condemnedByClaim() {
        Draft draft = expiring("a");
        client.accept(draft);
        passSeconds(60);

        Claims claims = client.worker().claim(1);

        assertThat(claims.messages()).isEmpty();
        assertThat(claims.condemned()).hasSize(1);
        Condemned condemned = claims.condemned().get(0);
        assertThat(condemned.reason()).isEqualTo(EXPIRED);
        assertThat(condemned.claimed().message()).isEqualTo(draft.toMessage());
        assertThat(condemned.claimed().lease().expiresAt()).isEqualTo(now().plus(LEASE));
        assertThat(client.alive(draft).state()).isEqualTo(MessageState.LEASED);
    }

    @Rule(
            id = "EXPIRY-03",
            says = "A sweep condemns expired messages that nobody claims.",
            intent = "A queue without workers still reports what it could not do.")
    void condemnedBySweep() {
        Draft draft = expiring("a");
        client.accept(draft);
        assertThat(sweepAll()).isEmpty();
        passSeconds(60);

        List<Condemned> condemned = sweepAll();

        assertThat(idsOfCondemned(condemned)).containsExactly("a");
        assertThat(condemned.get(0).reason()).isEqualTo(EXPIRED);
        assertThat(condemned.get(0).claimed().message()).isEqualTo(draft.toMessage());
    }

    @Rule(
            id = "EXPIRY-04",
            says = "Whoever is told that a message expired holds it and may bury it.",
            intent = "It ends among the dead letters with its reason.")
    void buried() {
        Draft draft = expiring("a");
        client.accept(draft);
        passSeconds(60);
        Condemned condemned = client.worker().condemned().get(0);

        assertThat(client.bury(condemned.claimed().lease(), condemned.reason())).isEqualTo(HELD);

        DeadLetter dead = client.dead(draft);
        assertThat(dead.reason()).isEqualTo(EXPIRED);
        assertThat(dead.deliveries()).isZero();
        assertThat(dead.retries()).isZero();
    }

    @Rule(
            id = "EXPIRY-05",
            says = "An expired message is told to one only, and again when the lease on it runs out.",
            intent = "One buries it; if that one dies, another does.")
    void toldOnceAtATime() {
        client.accept(expiring("a"));
        passSeconds(60);
        assertThat(client.worker().condemned()).hasSize(1);
        client.worker().idle();
        assertThat(sweepAll()).isEmpty();

        pass(LEASE);

        List<Condemned> again = client.worker().condemned();
        assertThat(idsOfCondemned(again)).containsExactly("a");
        assertThat(again.get(0).reason()).isEqualTo(EXPIRED);
    }

    @Rule(
            id = "EXPIRY-06",
            says = "What a sweep condemned and nobody buried, another sweep condemns again.",
            intent = "Sweepers die as well.")
    void sweptAgain() {
        client.accept(expiring("a"));
        passSeconds(60);
        assertThat(sweepAll()).hasSize(1);
        assertThat(sweepAll()).isEmpty();

        pass(LEASE);

        assertThat(idsOfCondemned(sweepAll())).containsExactly("a");
    }

    @Rule(
            id = "EXPIRY-07",
            says = "Expired messages do not count against the maximum of a claim and hold up nobody behind them.",
            intent = "A backlog that expired overnight must not delay the morning's work.")
    void doesNotCount() {
        for (int number = 0; number < 50; number++) {
            client.accept(expiring("old" + number));
        }
        passSeconds(60);
        accept("new");
        Worker worker = client.worker();

        List<String> run = new ArrayList<>();
        List<Condemned> condemned = new ArrayList<>();
        Claims claims;
        do {
            claims = worker.claim(1);
            run.addAll(idsOf(claims.messages()));
            condemned.addAll(claims.condemned());
        } while (claims.more());

        assertThat(run).containsExactly("new");
        assertThat(idsOfCondemned(condemned)).hasSize(50).doesNotHaveDuplicates();
    }

    @Rule(
            id = "EXPIRY-08",
            says = "A message that expires while it is delayed is condemned by a sweep when it expires.",
            intent = "It is known by then that it will never run; nobody should wait for its instant to hear it.")
    void sweptWhileDelayed() {
        client.accept(message("a").in(seconds(100)).expiresAt(now().plusSeconds(50)));
        pass(seconds(50).minusMillis(1));
        assertThat(sweepAll()).isEmpty();
        passMillis(1);

        List<Condemned> condemned = sweepAll();

        assertThat(idsOfCondemned(condemned)).containsExactly("a");
        assertThat(condemned.get(0).reason()).isEqualTo(EXPIRED);
    }

    @Rule(
            id = "EXPIRY-09",
            says = "A message that expired while it was delayed is condemned by a claim when it falls due.",
            intent = "What expires before it is due can only be reported.")
    void claimedAfterExpiringDelayed() {
        client.accept(message("a").in(seconds(100)).expiresAt(now().plusSeconds(50)));
        passSeconds(100);

        Claims claims = client.worker().claim(1);

        assertThat(claims.messages()).isEmpty();
        assertThat(idsOfCondemned(claims.condemned())).containsExactly("a");
        assertThat(claims.condemned().get(0).reason()).isEqualTo(EXPIRED);
    }

    @Rule(
            id = "EXPIRY-10",
            says = "A message that was condemned before its instant and released is delayed again.",
            intent = "A release returns a message to its place, wherever that was.")
    void releasedBeforeItsInstant() {
        Draft draft = message("a").in(seconds(100)).expiresAt(now().plusSeconds(50));
        client.accept(draft);
        passSeconds(50);

        client.release(sweepAll().get(0).claimed().lease());

        assertThat(client.alive(draft).state()).isEqualTo(MessageState.DELAYED);
        assertThat(client.counts().ready()).isZero();
        assertThat(idsOfCondemned(sweepAll())).containsExactly("a");
    }

    @Rule(
            id = "EXPIRY-11",
            says = "A message that expires while it runs may be extended and completed.",
            intent = "The time to live is about starting, not about finishing.")
    void whileRunning() {
        Draft draft = message("a").expiresAt(now().plusSeconds(10));
        Lease lease = client.leased(draft);
        passSeconds(20);

        client.worker().idle();
        assertThat(sweepAll()).isEmpty();
        assertThat(client.extend(lease, LEASE)).isEqualTo(HELD);
        passSeconds(20);
        client.worker().idle();
        assertThat(client.complete(lease)).isEqualTo(HELD);
    }

    @Rule(
            id = "EXPIRY-12",
            says = "A message that expired while it ran is condemned when its lease runs out.",
            intent = "It must not be run a second time.")
    void whileRunningAndCrashed() {
        client.leased(message("a").expiresAt(now().plusSeconds(10)));
        pass(LEASE);

        Claims claims = client.worker().claim(1);

        assertThat(claims.messages()).isEmpty();
        assertThat(idsOfCondemned(claims.condemned())).containsExactly("a");
        assertThat(claims.condemned().get(0).reason()).isEqualTo(EXPIRED);
    }

    @Rule(
            id = "EXPIRY-13",
            says = "A sweep condemns a message that expired while it ran, when its lease has run out.",
            intent = "Also if no worker is left that could claim it.")
    void crashedAndSwept() {
        client.leased(message("a").expiresAt(now().plusSeconds(10)));
        pass(LEASE.minusMillis(1));
        assertThat(sweepAll()).isEmpty();
        passMillis(1);

        List<Condemned> condemned = sweepAll();

        assertThat(idsOfCondemned(condemned)).containsExactly("a");
        assertThat(condemned.get(0).reason()).isEqualTo(EXPIRED);
    }

    @Rule(
            id = "EXPIRY-14",
            says = "A release after the message has expired brings it back condemned.",
            intent = "Nothing starts after its time.")
    void releasedAfterExpiry() {
        Lease lease = client.leased(message("a").expiresAt(now().plusSeconds(10)));
        passSeconds(10);

        assertThat(client.release(lease)).isEqualTo(HELD);

        assertThat(idsOfCondemned(client.worker().condemned())).containsExactly("a");
    }

    @Rule(
            id = "EXPIRY-15",
            says = "After a retry the new instant of expiry counts, and the old one no longer.",
            intent = "Each attempt has a time to live of its own.")
    void retriedBeyondTheOldExpiry() {
        Lease lease = client.leased(message("a").expiresAt(now().plusSeconds(10)));
        client.settle(new Settlement.Retry(lease, now().plusSeconds(20), now().plusSeconds(30), null, Effects.NONE));
        passSeconds(20);
        assertThat(sweepAll()).isEmpty();
        Worker worker = client.worker();
        assertThat(worker.ids(1)).containsExactly("a");

        pass(LEASE);

        assertThat(idsOfCondemned(worker.claim(1).condemned())).containsExactly("a");
    }

    @Rule(
            id = "EXPIRY-16",
            says = "A message that has expired when it is submitted is accepted, and condemned.",
            intent = "The producer was late; somebody should hear of it.")
    void submittedTooLate() {
        client.accept(
                message("a").expiresAt(now().minusSeconds(1)), message("b").expiresAt(now()));

        assertThat(idsOfCondemned(client.worker().condemned())).containsExactlyInAnyOrder("a", "b");
    }

    @Rule(
            id = "EXPIRY-17",
            says = "A message without an instant of expiry never expires.",
            intent = "A backlog may be old.")
    void never() {
        accept("a");

        pass(Duration.ofDays(36_500));

        assertThat(sweepAll()).isEmpty();
        assertThat(client.worker().ids(1)).containsExactly("a");
    }

    @Rule(
            id = "EXPIRY-18",
            says = "Expired messages of tasks that a subscriber does not list are not touched by its claims.",
            intent = "Their messages are none of its business.")
    void ofOthers() {
        Draft draft = expiring("a").task("theirs");
        client.accept(draft);
        passSeconds(60);

        client.worker(tasks("mine")).idle();

        assertThat(client.alive(draft).state()).isEqualTo(MessageState.READY);
        assertThat(idsOfCondemned(client.worker(tasks("theirs")).condemned())).containsExactly("a");
    }

    private Draft expiring(String id) {
        return message(id).expiresAt(now().plusSeconds(60));
    }

    private List<Condemned> sweepAll() {
        return Sweeps.until(client, 100).condemned();
    }

    @Rule(
            id = "EXPIRY-19",
            says = "A message may expire in the year 9999.",
            intent = "Far-off instants must not overflow into the past.")
    void farOff() {
        client.accept(message("a").expiresAt(Instant.parse("9999-12-31T23:59:59.999Z")));
        pass(Duration.ofDays(365L * 1000));

        assertThat(client.worker().ids(10)).containsExactly("a");
    }
}
