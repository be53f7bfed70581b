package io.alsek.test.contract;

import static io.alsek.spi.DeathReason.TOO_MANY_DELIVERIES;
import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.spi.LeaseState.LOST;
import static io.alsek.test.contract.Worker.LEASE;
import static io.alsek.test.contract.Worker.idsOf;
import static io.alsek.test.contract.Worker.idsOfCondemned;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueuePolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** What becomes of messages that keep killing their workers. */
@DisplayName("Poison pills")
public abstract class PoisonContract extends Contract {

    /** Only for subclasses. */
    protected PoisonContract() {}

    @Rule(
            id = "POISON-01",
            says = "A message is delivered as often as the policy says, and then condemned.",
            intent = "A message that kills its workers must stop somewhere.")
    void deliveredThenCondemned() {
        accept("a");
        Worker worker = client.worker();
        for (int delivery = 1; delivery <= MAX_DELIVERIES; delivery++) {
            assertThat(worker.takeOne().deliveries()).isEqualTo(delivery);
            pass(LEASE);
        }

        Claims claims = worker.claim(1);

        assertThat(claims.messages()).isEmpty();
        assertThat(idsOfCondemned(claims.condemned())).containsExactly("a");
        assertThat(claims.condemned().get(0).reason()).isEqualTo(TOO_MANY_DELIVERIES);
    }

    @Rule(
            id = "POISON-02",
            says = "If the policy allows one delivery, a message is condemned after its first crash.",
            intent = "Some tasks must not be tried again by accident.")
    void oneDelivery() {
        Client strict = client(new QueuePolicy(1, WINDOW, DEAD_LETTER_TTL));
        strict.leased(message("a"));
        pass(LEASE);

        assertThat(idsOfCondemned(strict.worker().claim(1).condemned())).containsExactly("a");
    }

    @Rule(
            id = "POISON-03",
            says = "A condemned message carries itself and a lease, and is not told to anybody else meanwhile.",
            intent = "One buries it, not all.")
    void condemnedIsLeased() {
        requireThatTimeStandsStill();
        Draft draft = message("a");
        Lease last = poison(client, draft);

        ClaimedMessage claimed = condemned(client.worker()).claimed();

        assertThat(claimed.message()).isEqualTo(draft.toMessage());
        assertThat(claimed.lease().token()).isNotEqualTo(last.token());
        assertThat(claimed.lease().expiresAt()).isEqualTo(now().plus(LEASE));
        assertThat(client.alive(draft).state()).isEqualTo(MessageState.LEASED);
        client.worker().idle();
        assertThat(client.complete(last)).isEqualTo(LOST);
    }

    @Rule(
            id = "POISON-04",
            says = "Burying a condemned message makes a dead letter with the reason and the deliveries it had.",
            intent = "People look for the pill among the dead letters.")
    void buried() {
        Draft draft = message("a");
        poison(client, draft);
        Condemned condemned = condemned(client.worker());

        assertThat(client.bury(condemned.claimed().lease(), condemned.reason())).isEqualTo(HELD);

        DeadLetter dead = client.dead(draft);
        assertThat(dead.reason()).isEqualTo(TOO_MANY_DELIVERIES);
        assertThat(dead.deliveries()).isEqualTo(MAX_DELIVERIES);
        assertThat(dead.retries()).isZero();
    }

    @Rule(
            id = "POISON-05",
            says = "If nobody buries a condemned message, it is condemned again when the lease on it runs out.",
            intent = "Whoever was told may die as well.")
    void condemnedAgain() {
        poison(client, message("a"));
        Worker worker = client.worker();
        for (int round = 0; round < 3; round++) {
            assertThat(condemned(worker).reason()).isEqualTo(TOO_MANY_DELIVERIES);
            pass(LEASE.minusMillis(1));
            worker.idle();
            passMillis(1);
        }
    }

    @Rule(
            id = "POISON-06",
            says = "Condemned messages do not count against the maximum of a claim.",
            intent = "A free slot is for a message that can be run.")
    void condemnedDoNotCount() {
        poison(client, message("a"));
        accept("b", "c");

        Claims claims = client.worker().claim(1);

        assertThat(idsOf(claims.messages())).containsExactly("b");
        assertThat(claims.more()).isTrue();
    }

    @Rule(
            id = "POISON-07",
            says = "Any number of pills is condemned without keeping a healthy message from its claimer.",
            intent = "One bad release can leave thousands of pills.")
    void manyPills() {
        int pills = 50;
        Draft[] batch = new Draft[pills];
        for (int number = 0; number < pills; number++) {
            batch[number] = message("pill" + number);
        }
        client.accept(batch);
        Worker worker = client.worker();
        for (int delivery = 0; delivery < MAX_DELIVERIES; delivery++) {
            assertThat(worker.take(pills)).hasSize(pills);
            pass(LEASE);
        }
        accept("healthy");

        Claims claims = worker.claim(1);
        List<Condemned> condemned = new ArrayList<>(claims.condemned());
        List<String> run = new ArrayList<>(idsOf(claims.messages()));
        while (claims.more()) {
            claims = worker.claim(1);
            condemned.addAll(claims.condemned());
            run.addAll(idsOf(claims.messages()));
        }

        assertThat(run).containsExactly("healthy");
        assertThat(idsOfCondemned(condemned)).hasSize(pills).doesNotHaveDuplicates();
    }

    @Rule(
            id = "POISON-08",
            says = "A failed attempt begins the count of deliveries anew.",
            intent = "A message that fails properly is not a pill.")
    void retriesAreNoPills() {
        accept("a");
        Worker worker = client.worker();
        for (int attempt = 0; attempt < MAX_DELIVERIES + 2; attempt++) {
            for (int delivery = 1; delivery < MAX_DELIVERIES; delivery++) {
                worker.takeOne();
                pass(LEASE);
            }
            assertThat(client.retry(worker.takeOne().lease(), now())).isEqualTo(HELD);
        }

        assertThat(worker.takeOne().retries()).isEqualTo(MAX_DELIVERIES + 2);
    }

    @Rule(
            id = "POISON-09",
            says = "A message may be released any number of times.",
            intent = "Workers that come and go do not turn a message into a pill.")
    void releasesAreNoPills() {
        accept("a");
        Worker worker = client.worker();
        for (int round = 0; round < MAX_DELIVERIES + 5; round++) {
            assertThat(client.release(worker.takeOne().lease())).isEqualTo(HELD);
        }

        assertThat(worker.takeOne().deliveries()).isEqualTo(1);
    }

    @Rule(
            id = "POISON-10",
            says = "Releasing a condemned message does not make it run again.",
            intent = "A worker that shuts down before it buries the pill must not revive it.")
    void releasedPill() {
        poison(client, message("a"));
        Worker worker = client.worker();
        client.release(condemned(worker).claimed().lease());

        Claims claims = worker.claim(1);

        assertThat(claims.messages()).isEmpty();
        assertThat(idsOfCondemned(claims.condemned())).containsExactly("a");
    }

    @Rule(
            id = "POISON-11",
            says = "A replayed pill starts with no deliveries.",
            intent = "Whoever replays it has mended something.")
    void replayedPill() {
        Draft draft = message("a");
        poison(client, draft);
        client.bury(condemned(client.worker()).claimed().lease(), TOO_MANY_DELIVERIES);

        assertThat(client.replay(draft.toMessage())).isTrue();

        assertThat(client.worker().takeOne().deliveries()).isEqualTo(1);
    }

    @Rule(
            id = "POISON-12",
            says = "While the lease of the last delivery is held, nothing is condemned, and it may be completed.",
            intent = "The last try is as good as the first.")
    void lastDeliveryMayFinish() {
        accept("a");
        Worker worker = client.worker();
        for (int delivery = 1; delivery < MAX_DELIVERIES; delivery++) {
            worker.takeOne();
            pass(LEASE);
        }
        Lease last = worker.takeOne().lease();
        worker.idle();
        assertThat(client.queues.sweep(100, LEASE).condemned()).isEmpty();

        assertThat(client.complete(last)).isEqualTo(HELD);
    }

    @Rule(
            id = "POISON-13",
            says = "Pills of tasks that a subscriber does not list are left to others.",
            intent = "Their messages are never touched.")
    void pillsOfOthers() {
        poison(client, message("a").task("theirs"));

        client.worker(tasks("mine")).idle();

        assertThat(condemned(client.worker(tasks("theirs"))).reason()).isEqualTo(TOO_MANY_DELIVERIES);
    }

    /** Submits a message and lets its workers die until it is about to be condemned; returns the last lease. */
    private Lease poison(Client through, Draft draft) {
        Lease last = through.leased(draft);
        pass(LEASE);
        Worker dying = through.worker();
        for (int delivery = 1; delivery < MAX_DELIVERIES; delivery++) {
            last = dying.takeOne().lease();
            pass(LEASE);
        }
        return last;
    }

    private static Condemned condemned(Worker worker) {
        List<Condemned> condemned = worker.claim(1).condemned();
        assertThat(condemned).as("condemned messages").hasSize(1);
        return condemned.get(0);
    }
}
